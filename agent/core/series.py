"""What the incomplete gamma and beta functions are made of: their peaks, and the sums that go with them."""

import math

_SETTLED = 1e-15
_TINY = 1e-300
_HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
_STIRLING_FROM = 10.0
_NEAR = 0.5


def log_gamma_peak(shape: float, x: float) -> float:
    """Return ln(x^shape e^-x / Γ(shape + 1)), without cancellation where the shape is large."""
    if shape < _STIRLING_FROM:
        return shape * math.log(x) - x - math.lgamma(shape + 1)
    return -_distance(shape, x) - _stirling_error(shape) - _HALF_LOG_2PI - 0.5 * math.log(shape)


def log_beta_peak(a: float, b: float, odds: float) -> float:
    """Return ln(x^a (1 - x)^b / (a B(a, b))) at x = odds / (1 + odds), by Loader's binomial."""
    both = a + b
    distances = _distance(a, both * (odds / (1 + odds))) + _distance(b, both / (1 + odds))
    errors = _stirling_error(both) - _stirling_error(a) - _stirling_error(b)
    return errors - distances - _HALF_LOG_2PI + 0.5 * (math.log(b) - math.log(a) - math.log(both))


def log_beta(a: float, b: float) -> float:
    """Return ln B(a, b)."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def gamma_series(shape: float, x: float) -> float:
    """Return Σ xⁿ / ((shape + 1) … (shape + n)), quick for x < shape + 1 (DLMF 8.11.4)."""
    total = term = 1.0
    n = shape
    while term > total * _SETTLED:
        n += 1
        term *= x / n
        total += term
    return total


def gamma_fraction(shape: float, x: float) -> float:
    """Return Γ(shape, x) e^x / x^shape, quick for x > shape + 1 (DLMF 8.9.2, even part, by Lentz's way)."""
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    value, change, n = d, 0.0, 0
    while abs(change - 1) > _SETTLED:
        n += 1
        b += 2
        numerator = -n * (n - shape)
        d = 1 / _nonzero(numerator * d + b)
        c = _nonzero(b + numerator / c)
        change = c * d
        value *= change
    return value


def beta_fraction(a: float, b: float, odds: float) -> float:
    """Return the continued fraction of I_x(a, b), quick for odds < (a + 1) / (b + 1) (DLMF 8.17.22)."""
    x = odds / (1 + odds)
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value, change, m = d, 0.0, 0
    while abs(change - 1) > _SETTLED:
        m += 1
        at = a + 2 * m
        even = m * (b - m) * x / ((at - 1) * at)
        odd = -(a + m) * (a + b + m) * x / (at * (at + 1))
        d = 1 / (1 + even * d or _TINY)  # 1 + x is 0, or no smaller than 2^-53
        c = 1 + even / c or _TINY
        change = c * d
        d = 1 / (1 + odd * d or _TINY)
        c = 1 + odd / c or _TINY
        change *= c * d
        value *= change
    return value


def normal_quantile(p: float) -> float:
    """Return about the normal quantile of p ≤ ½, to 0.003 (Abramowitz & Stegun 26.2.22)."""
    t = math.sqrt(-2 * math.log(p))
    return (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t) - t


def _distance(a: float, x: float) -> float:
    """Return a ln(a / x) + x - a, which is 0 at x = a and positive elsewhere."""
    off = (x - a) / a
    if abs(off) < _NEAR:
        return a * (off - math.log1p(off))
    return a * math.log(a / x) + x - a


def _stirling_error(a: float) -> float:
    """Return ln Γ(a + 1) less Stirling's formula for it (DLMF 5.11.1)."""
    if a < _STIRLING_FROM:
        return math.lgamma(a + 1) - (a + 0.5) * math.log(a) + a - _HALF_LOG_2PI
    s = 1 / (a * a)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / a


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
