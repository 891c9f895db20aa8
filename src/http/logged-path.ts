/**
 * What a log line says of an address: the path alone, since a query may carry what somebody pasted there by mistake and a
 * whole address, as proxies send it, a password. Of a link to a preview not even all of that: who has it sees the draft.
 */
export function loggedPath(url: string): string {
  const path = (url.split(/[?#]/)[0] ?? '').replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
  // The router decodes what it compares, and takes a preview by any of its spellings.
  const decoded = path.replaceAll(/%([\da-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  const preview = /^.*\/previews\//i.exec(decoded)?.[0]
  return preview === undefined ? path : `${preview}…`
}
