package dev.lethe.loss;

import java.util.OptionalDouble;

/**
 * A loss divided by its sum over all classes as labels, scale h_y / sum of h_j, which makes any loss symmetric (Ma et al.,
 * 2020, arXiv 2006.13554, equation 4): the sum over all classes y is the scale.
 *
 * <p>In [0, scale]. Of mixed and soft targets it is the sum over classes of target times loss.
 */
public sealed interface NormalisedLoss extends Loss permits NormalisedCrossEntropy, NormalisedFocalLoss {
    /** What the ratio is multiplied by. */
    double scale();

    /** In h = - (1 - p)^gamma ln p. */
    double gamma();

    @Override
    default OptionalDouble symmetricSum(int classes) {
        return OptionalDouble.of(scale());
    }
}
