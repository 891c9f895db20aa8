/**
 * Remembers what is made of a header's value: the same few values come with every request, and reading one costs more
 * than finding it. Whoever sends ever new ones makes it forget, not grow.
 */
export function remember<T, Value = string>(
  make: (value: Value) => T,
  most = 500,
): (value: Value) => T {
  const made = new Map<Value, T>()
  return (value) => {
    const known = made.get(value)
    if (known !== undefined) return known
    if (made.size >= most) made.clear()
    const result = make(value)
    made.set(value, result)
    return result
  }
}
