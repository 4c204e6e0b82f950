package io.headscope.engine.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession;
import io.headscope.model.Dim;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// How fast this machine multiplies matrices in ONNX Runtime at its best: the yardstick for everything that runs there.
public final class ProductRate {

    private static final int SIDE = 2048;
    private static final int OPSET = 20;

    private ProductRate() {}

    /// The best of `rounds` products of two square matrices of 2,048, after one to warm up.
    ///
    /// @return floating-point operations a second
    public static double measure(int threads, int rounds) {
        OrtEnvironment environment = OnnxEngine.environment();
        float[] numbers = new float[SIDE * SIDE];
        Random random = new Random(1);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        long[] shape = {SIDE, SIDE};
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            try (OrtSession session = environment.createSession(product(), options);
                    OnnxTensor a = OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape);
                    OnnxTensor b = OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape);
                    OnnxTensor c = OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape)) {
                long best = Long.MAX_VALUE;
                for (int round = -1; round < rounds; round++) {
                    long start = System.nanoTime();
                    session.run(Map.of("a", a, "b", b), Set.of(), Map.of("c", c)).close();
                    best = round < 0 ? best : Math.min(best, System.nanoTime() - start);
                }
                return 2.0 * SIDE * SIDE * SIDE * 1e9 / best;
            }
        } catch (OrtException failed) {
            throw new OnnxFailure(failed);
        }
    }

    private static byte[] product() {
        GraphWriter graph = new GraphWriter();
        List<Dim> square = List.of(Dim.of(SIDE), Dim.of(SIDE));
        graph.input("a", GraphWriter.FLOAT, square);
        graph.input("b", GraphWriter.FLOAT, square);
        graph.named("c", "", "MatMul", List.of("a", "b"));
        graph.output("c", GraphWriter.FLOAT);
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .setGraph(graph.build("product"))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .build()
                .toByteArray();
    }
}
