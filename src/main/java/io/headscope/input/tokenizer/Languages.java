package io.headscope.input.tokenizer;

import io.headscope.input.tokenizer.TokenizerSettings.Added;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The languages of a multilingual model, each a token behind all pieces, in the order in which fairseq numbered them.
enum Languages {
    MBART_25("ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT lv_LV my_MM ne_NP"
            + " nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN"),
    MBART_50(MBART_25.codes + " af_ZA az_AZ bn_IN fa_IR he_IL hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF"
            + " pt_XX sv_SE sw_KE ta_IN te_IN th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI");

    private final String codes;

    Languages(String codes) {
        this.codes = codes;
    }

    static Optional<Languages> of(TokenizerClass tokenizer) {
        return switch (tokenizer) {
            case MBART -> Optional.of(MBART_25);
            case MBART_50 -> Optional.of(MBART_50);
            default -> Optional.empty();
        };
    }

    /// The language that texts are in, unless the files say otherwise: English.
    String source(TokenizerSettings settings) {
        return settings.text("src_lang").orElse("en_XX");
    }

    /// Languages, then the mask.
    SequencedMap<String, Added> added(PieceIds ids) {
        SequencedMap<String, Added> tokens = new LinkedHashMap<>();
        int next = ids.pieces().size();
        for (String code : Stream.concat(List.of(codes.split(" ")).stream(), Stream.of("<mask>")).toList()) {
            tokens.put(code, new Added(code, next++, code.equals("<mask>"), false, false, false, true));
        }
        return tokens;
    }
}
