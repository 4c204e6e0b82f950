package io.headscope.app;

import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.session.OpenModel;
import java.util.Map;

/// An open model that also takes raw numbers, as the command line gives them.
public interface RunnableModel extends OpenModel {

    /// @throws io.headscope.message.ProblemException if they do not fit the model
    ModelInput raw(Map<String, InputTensor> given);
}
