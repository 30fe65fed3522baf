"""The four objectives of the ADBench suite, and their derivatives, in three libraries.

F. Srajer, Z. Kukelova, A. Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on
some problems in computer vision and machine learning", 2018. Each objective is written once, with
TensorFlow's names; `libraries` runs it with eagerflow, TensorFlow and PyTorch.
"""
