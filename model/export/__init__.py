"""From a training state to the files that ship: ONNX and safetensors, their manifest, and proof that they agree."""
