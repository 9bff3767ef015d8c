"""The free-form inpainting network of Yu et al. (arXiv 1806.03589): network, training, evaluation, inference."""
