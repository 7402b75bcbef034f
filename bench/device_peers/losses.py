"""The losses of the rows in PyTorch, in the precision of their inputs."""

import torch
from torch.nn import functional as F

LAMBDA = 3.0
BETA = 0.7
CLIP = 1e-4


def cross_entropy(logits, labels):
    return F.cross_entropy(logits, labels, reduction="none")


def early_learning(logits, labels, index, table):
    """ELR as its authors' code computes it (Liu et al., 2020), with what Lethe tracks: losses, and (n, 3) values."""
    p = F.softmax(logits, 1)
    c = p.clamp(CLIP, 1 - CLIP)
    with torch.no_grad():
        rows = BETA * table[index] + (1 - BETA) * c / c.sum(1, keepdim=True)
        table[index] = rows
    losses = F.cross_entropy(logits, labels, reduction="none") + LAMBDA * (1 - (rows * c).sum(1)).log()
    with torch.no_grad():
        tracked = track(logits, p, labels)
    return losses, tracked


def track(logits, p, labels):
    """Probability of the label, its margin, EL2N, and the predicted class."""
    given = labels[:, None]
    others = logits.scatter(1, given, float("-inf"))
    margin = logits.gather(1, given)[:, 0] - others.amax(1)
    el2n = (p - F.one_hot(labels, p.shape[1])).norm(dim=1)
    return torch.stack((p.gather(1, given)[:, 0], margin, el2n), 1), logits.argmax(1)
