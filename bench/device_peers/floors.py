"""What no implementation of a row can go below, from the ceilings measured in the same run."""

CLASSES = 10


def work(row, size):
    """Bytes that must pass through memory and FLOPs of one call: each input read once, each result written once."""
    if row == "copy":
        return 8 * size["floats"], 0
    if row.startswith("gemm-"):
        return 0, 2 * size["n"] ** 3
    if row == "ce":
        return 8 * size["rows"] * size["classes"], 0
    if row.startswith("elr-"):
        # Logits and table read, gradient and table written; 5 numbers tracked a row.
        return 16 * size["rows"] * size["classes"] + 20 * size["rows"], 0
    if row == "layer-norm":
        return 20 * size["rows"] * size["width"], 0
    if row == "convnet" or row.startswith("mlp-"):
        return training(size)
    return 0, 0


def training(size):
    """The products of forward and backward, without the gradient of the input; the optimiser's passes over memory."""
    if size["model"] == "convnet":
        channels, height, width = size["example"]
        area = height * width
        products = [16 * 25 * channels * area, 32 * 25 * 16 * area // 4, 2 * area * 128, 128 * CLASSES]
        weights = 16 * 25 * channels + 32 * 25 * 16 + 2 * area * 128 + 128 * CLASSES
    else:
        widths = size["example"] + [int(w) for w in size["model"].split(":")[1].split(",")] + [CLASSES]
        products = [a * b for a, b in zip(widths, widths[1:], strict=False)]
        weights = sum(products)
    flops = 2 * size["batch"] * (2 * products[0] + 3 * sum(products[1:]))
    example = 1
    for extent in size["example"]:
        example *= extent
    # Adam reads the gradient and reads and writes p, m and v; plain SGD reads g and p and writes p.
    return 4 * example * size["batch"] + (28 if size["adam"] else 12) * weights, flops


def floor(row, size, ceilings):
    """Microseconds, or None without the ceilings it takes."""
    bytes_, flops = work(row, size)
    copy, rate = ceilings.get("copy"), ceilings.get(size.get("math", "float32"))
    parts = []
    if bytes_ and copy:
        parts.append(bytes_ / copy)
    if flops and rate:
        parts.append(flops / rate)
    if not parts:
        return None
    # A training step's optimiser follows its products: the two do not overlap. Nothing is shorter than a kernel.
    return max(1e6 * sum(parts), ceilings.get("node", 0))
