// A choice of k of n candidates as the integers of one answer (docs/protocols/ballots.md § 4.3).

export class NotAChoice extends Error {}

function choose(n, k) {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return k < 0 || k > n ? 0n : result;
}

/** The integers of a choice, most significant first; `chosen` are distinct numbers from 0. */
export function toIntegers({ candidates, least, most }, chosen) {
  const ordered = [...chosen].sort((a, b) => a - b);
  const known = ordered.every((c) => Number.isInteger(c) && c >= 0 && c < candidates);
  const size = ordered.length;
  if (!known || new Set(ordered).size !== size || size < least || size > most) {
    throw new NotAChoice("not-a-choice");
  }
  let total = 0n;
  for (let k = least; k <= most; k++) total += choose(candidates, k);
  let rank = 0n;
  for (let k = least; k < size; k++) rank += choose(candidates, k);
  ordered.forEach((c, i) => (rank += choose(c, i + 1)));
  const bits = (total - 1n).toString(2).length;
  const length = Math.max(1, Math.ceil(bits / 8));
  return Array.from({ length }, (_, i) => Number((rank >> BigInt(8 * (length - 1 - i))) & 255n));
}
