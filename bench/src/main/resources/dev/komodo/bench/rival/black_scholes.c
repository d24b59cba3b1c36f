/* Prices of European calls, as a C programmer writes the loop. gcc -Ofast vectorises it with the functions of glibc's libmvec. */
#include <math.h>

void black_scholes(
    long from,
    long to,
    const float *restrict spot,
    const float *restrict strike,
    const float *restrict years,
    const float *restrict sigma,
    float *restrict price) {
  const float rate = 0.03f;
  const float half_root = 0.70710677f;
  for (long i = from; i < to; i++) {
    float deviation = sigma[i] * sqrtf(years[i]);
    float first = (logf(spot[i] / strike[i]) + (sigma[i] * sigma[i] * 0.5f + rate) * years[i]) / deviation;
    float second = first - deviation;
    float exercised = (erff(first * half_root) + 1.0f) * 0.5f;
    float discounted = (erff(second * half_root) + 1.0f) * 0.5f;
    price[i] = spot[i] * exercised - strike[i] * expf(-rate * years[i]) * discounted;
  }
}
