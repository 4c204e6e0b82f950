package io.headscope.engine.djl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// The code of a TorchScript archive, which lies in it as text, changed so that it hands out its attention: every function
/// gets a list as its first parameter and passes it on; what makes attention weights appends them to it. Where the first
/// tensor in the list has one number, sums over the vectors of what modules compute are appended too. What the code computes
/// stays as it is.
final class TorchCode {

    private static final String LIST = "headscope_weights";
    private static final Pattern DEFINITION = Pattern.compile("(?m)^(\\s*)def (\\w+)\\((self: [\\w.]+,?)?");
    private static final Pattern ALIAS = Pattern.compile("(?m)^\\s+(\\w+) = (__torch__(?:\\.\\w+)+)$");
    private static final Pattern CALL = Pattern.compile("\\)\\.(\\w+)\\(");

    /// Operators that multiply, perhaps queries with keys or weights with values.
    private static final Map<String, String> PRODUCTS = Map.of("torch.matmul(", "product", "torch.bmm(", "product");

    /// Operators that make attention weights, and what stands for them.
    private static final Map<String, String> WATCHED = Map.of(
            "torch.softmax(", "softmax",
            "torch.scaled_dot_product_attention(", "attend",
            "torch._transformer_encoder_layer_fwd(", "encoder_layer");

    private static final String HELPERS = """
            def left(cap: List[Tensor],
                x: Tensor) -> Tensor:
              if torch.eq(torch.size(cap[0], 0), 1):
                f = torch.to(x, 6)
                if torch.gt(torch.dim(f), 0):
                  _0 = torch.append(cap, torch.zeros([4, 0, torch.size(f, -1)]))
                  _1 = torch.append(cap, torch.sum(f, [-1]))
                  _2 = torch.append(cap, torch.sum(torch.mul(f, f), [-1]))
                else:
                  _3 = torch.append(cap, torch.zeros([4, 0, 0]))
                  _4 = torch.append(cap, f)
                  _5 = torch.append(cap, f)
              else:
                pass
              return x
            def softmax(cap: List[Tensor],
                x: Tensor,
                dim: int,
                dtype: Optional[int]=None) -> Tensor:
              y = torch.softmax(x, dim, dtype)
              _0 = torch.append(cap, torch.zeros([2]))
              _1 = torch.append(cap, y)
              return y
            def product(cap: List[Tensor],
                a: Tensor,
                b: Tensor) -> Tensor:
              _0 = torch.append(cap, torch.zeros([1]))
              _1 = torch.append(cap, a)
              _2 = torch.append(cap, b)
              return torch.matmul(a, b)
            def attend(cap: List[Tensor],
                q: Tensor,
                k: Tensor,
                v: Tensor,
                mask: Optional[Tensor]=None,
                p: float=0.,
                causal: bool=False,
                scale: Optional[float]=None,
                enable_gqa: bool=False) -> Tensor:
              d = torch.size(q, -1)
              if torch.__is__(scale, None):
                s = torch.pow(torch.Float(d), -0.5)
              else:
                s = unchecked_cast(float, scale)
              groups = torch.floordiv(torch.size(q, -3), torch.size(k, -3))
              if torch.gt(groups, 1):
                k1 = torch.repeat_interleave(k, groups, -3)
              else:
                k1 = k
              a = torch.mul(torch.matmul(q, torch.transpose(k1, -2, -1)), s)
              if causal:
                seen = torch.tril(torch.ones_like(a))
                a1 = torch.masked_fill(a, torch.eq(seen, 0.), -1e30)
              else:
                a1 = a
              if torch.__is__(mask, None):
                a2 = a1
              else:
                m = unchecked_cast(Tensor, mask)
                if torch.eq(ops.prim.dtype(m), 11):
                  a3 = torch.masked_fill(a1, torch.logical_not(m), -1e30)
                else:
                  a3 = torch.add(a1, m)
                a2 = a3
              _0 = torch.append(cap, torch.zeros([3]))
              _1 = torch.append(cap, torch.softmax(a2, -1))
              _2 = torch.append(cap, q)
              _3 = torch.append(cap, k1)
              _4 = torch.append(cap, v)
              return torch.scaled_dot_product_attention(q, k, v, mask, p, causal, scale=scale, enable_gqa=enable_gqa)
            def encoder_layer(cap: List[Tensor],
                src: Tensor,
                dim: int,
                heads: int,
                qkv_weight: Tensor,
                qkv_bias: Tensor,
                proj_weight: Tensor,
                proj_bias: Tensor,
                gelu: bool,
                norm_first: bool,
                eps: float,
                norm_weight_1: Tensor,
                norm_bias_1: Tensor,
                norm_weight_2: Tensor,
                norm_bias_2: Tensor,
                ffn_weight_1: Tensor,
                ffn_bias_1: Tensor,
                ffn_weight_2: Tensor,
                ffn_bias_2: Tensor,
                mask: Optional[Tensor]=None,
                mask_type: Optional[int]=None) -> Tensor:
              if norm_first:
                x = torch.layer_norm(src, [dim], norm_weight_1, norm_bias_1, eps)
              else:
                x = src
              qkv = torch.linear(x, qkv_weight, qkv_bias)
              size = torch.floordiv(dim, heads)
              parts = torch.reshape(qkv, [torch.size(src, 0), torch.size(src, 1), 3, heads, size])
              q = torch.transpose(torch.select(parts, 2, 0), 1, 2)
              k = torch.transpose(torch.select(parts, 2, 1), 1, 2)
              a = torch.mul(torch.matmul(q, torch.transpose(k, -2, -1)), torch.pow(torch.Float(size), -0.5))
              if torch.__is__(mask, None):
                a1 = a
              else:
                m = unchecked_cast(Tensor, mask)
                if torch.eq(torch.dim(m), 2):
                  if torch.__is__(mask_type, None):
                    m2 = m
                  else:
                    if torch.eq(unchecked_cast(int, mask_type), 1):
                      m3 = torch.reshape(m, [torch.size(m, 0), 1, 1, torch.size(m, 1)])
                    else:
                      m3 = m
                    m2 = m3
                  m1 = m2
                else:
                  m1 = m
                a1 = torch.masked_fill(a, torch.to(m1, 11), -1e30)
              _0 = torch.append(cap, torch.zeros([3]))
              _1 = torch.append(cap, torch.softmax(a1, -1))
              _2 = torch.append(cap, q)
              _3 = torch.append(cap, k)
              _4 = torch.append(cap, torch.transpose(torch.select(parts, 2, 2), 1, 2))
              return torch._transformer_encoder_layer_fwd(src, dim, heads, qkv_weight, qkv_bias, proj_weight, proj_bias, gelu, norm_first, eps, norm_weight_1, norm_bias_1, norm_weight_2, norm_bias_2, ffn_weight_1, ffn_bias_1, ffn_weight_2, ffn_bias_2, mask, mask_type)
            """;

    private final Map<String, String> files = new LinkedHashMap<>();
    private final Set<String> methods = new HashSet<>();
    private final Set<String> functions = new HashSet<>();
    private final String prefix;

    private final boolean telling;

    private TorchCode(Map<String, String> files, String prefix, boolean telling) {
        this.telling = telling;
        this.files.putAll(files);
        this.prefix = prefix;
        files.forEach(this::know);
    }

    /// Whether any code of the archive makes attention weights.
    static boolean isWatched(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return code(zip).values().stream().anyMatch(text -> WATCHED.keySet().stream().anyMatch(text::contains));
        }
    }

    /// The names of the parameters of the outermost `forward`, and what they are.
    static Map<String, String> parameters(Path archive, String mainClass) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Pattern head = Pattern.compile("def forward\\(self: " + Pattern.quote(mainClass) + ",?([^)]*)\\) ->");
            for (String text : code(zip).values()) {
                Matcher matcher = head.matcher(text);
                if (matcher.find()) {
                    Map<String, String> parameters = new LinkedHashMap<>();
                    for (String one : matcher.group(1).split(",(?![^\\[]*])")) {
                        String[] parts = one.strip().split(":", 2);
                        if (parts.length == 2) {
                            parameters.put(unmangled(parts[0].strip(), parameters), parts[1].strip());
                        }
                    }
                    return parameters;
                }
            }
            return Map.of();
        }
    }

    /// Tracing numbers a name that it has met before (`input_ids0`): of two texts, the second is what a decoder reads.
    private static String unmangled(String name, Map<String, String> before) {
        String plain = name.replaceAll("\\d+$", "");
        return !plain.equals(name) && before.containsKey(plain) && !before.containsKey("decoder_" + plain) ? "decoder_" + plain : name;
    }

    /// The code of an archive, by file.
    static Map<String, String> code(ZipFile zip) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
                files.put(entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /// Writes the archive again with its code changed.
    ///
    /// @param telling whether it is to tell what passes its modules, too
    static void instrument(Path archive, Path changed, boolean telling) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile()); OutputStream out = Files.newOutputStream(changed);
                ZipOutputStream copy = new ZipOutputStream(out)) {
            Map<String, String> files = code(zip);
            String first = files.keySet().iterator().next();
            TorchCode code = new TorchCode(files, first.substring(0, first.indexOf("/code/") + "/code/".length()), telling);
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".debug_pkl") || entry.isDirectory()) {
                    // What tells lines of code from each other is wrong once they are changed.
                    continue;
                }
                byte[] bytes = files.containsKey(entry.getName())
                        ? code.changed(entry.getName()).getBytes(StandardCharsets.UTF_8)
                        : zip.getInputStream(entry).readAllBytes();
                store(copy, entry.getName(), bytes);
            }
            store(copy, code.prefix + "__torch__/headscope.py", HELPERS.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Not compressed: PyTorch maps tensors out of the archive.
    private static void store(ZipOutputStream copy, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(sum.getValue());
        copy.putNextEntry(entry);
        copy.write(bytes);
        copy.closeEntry();
    }

    private void know(String file, String text) {
        String module = file.substring(prefix.length(), file.length() - ".py".length()).replace('/', '.');
        Matcher matcher = DEFINITION.matcher(text);
        while (matcher.find()) {
            if (matcher.group(3) != null) {
                methods.add(matcher.group(2));
            } else {
                functions.add(module + "." + matcher.group(2));
            }
        }
    }

    private String changed(String file) {
        String written = java.util.Objects.requireNonNull(files.get(file));
        String text = !telling ? written : TorchSyntax.changed(written, value -> "__torch__.headscope.left(" + LIST + ", " + value + ")");
        String defined = DEFINITION.matcher(text).replaceAll(found -> {
            String self = found.group(3) == null ? "" : found.group(3).endsWith(",") ? found.group(3) : found.group(3) + ",";
            boolean alone = found.group(3) != null && !found.group(3).endsWith(",");
            return Matcher.quoteReplacement(found.group(1) + "def " + found.group(2) + "(" + self + " " + LIST + ": List[Tensor]" + (alone ? "" : ","));
        });
        String called = CALL.matcher(defined).replaceAll(found -> methods.contains(found.group(1))
                ? Matcher.quoteReplacement(")." + found.group(1) + "(" + LIST + ", ")
                : Matcher.quoteReplacement(found.group()));
        Set<String> aliases = new HashSet<>();
        Matcher alias = ALIAS.matcher(called);
        while (alias.find()) {
            if (functions.contains(alias.group(2))) {
                aliases.add(alias.group(1));
            }
        }
        for (String name : aliases) {
            called = called.replaceAll("(?<![\\w.])" + name + "\\(", name + "(" + LIST + ", ");
        }
        for (String function : functions) {
            called = called.replace(function + "(", function + "(" + LIST + ", ");
        }
        for (var operators : List.of(WATCHED, PRODUCTS)) {
            for (var watched : operators.entrySet()) {
                called = called.replace(watched.getKey(), "__torch__.headscope." + watched.getValue() + "(" + LIST + ", ");
            }
        }
        return called;
    }
}
