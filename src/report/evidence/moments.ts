/** The first four moments of a sample. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1). */
  readonly deviation: number;
  /** Of the population: 0 for a normal distribution. */
  readonly skewness: number;
  /** Of the population, not the excess: 3 for a normal distribution. */
  readonly kurtosis: number;
}

/** The moments of at least two values. Skewness and kurtosis are those of a normal distribution where all values are equal. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const count = values.length;
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += values[at] as number;
  const mean = sum / count;
  let [second, third, fourth] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const apart = (values[at] as number) - mean;
    const square = apart * apart;
    second += square;
    third += square * apart;
    fourth += square * square;
  }
  const variance = second / count;
  const isFlat = variance <= (Math.abs(mean) * 1e-12) ** 2;
  return {
    count,
    mean,
    deviation: isFlat ? 0 : Math.sqrt(second / (count - 1)),
    skewness: isFlat ? 0 : third / count / variance ** 1.5,
    kurtosis: isFlat ? 3 : fourth / count / variance ** 2,
  };
}
