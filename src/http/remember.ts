/**
 * Remembers what is made of a header's value: the same few values come with every request, and reading one costs more
 * than finding it. Whoever sends ever new ones makes it forget, not grow.
 */
export function remember<T>(make: (value: string) => T, most = 500): (value: string) => T {
  const made = new Map<string, T>()
  return (value) => {
    const known = made.get(value)
    if (known !== undefined) return known
    if (made.size >= most) made.clear()
    const result = make(value)
    made.set(value, result)
    return result
  }
}
