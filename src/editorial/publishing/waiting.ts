/** How a reference that waits for its target is told of. */
export const asWarning = (target: string): string =>
  `“${target}” is not published yet; what refers to it waits`
