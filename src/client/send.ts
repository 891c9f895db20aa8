/** Sends a request and answers with its response: what `fetch` does, and each layer that is put around it. */
export type Send = (request: Request) => Promise<Response>

/** Another response with the same status and headers; its address and whether it was redirected are lost. */
export function withBody(body: ArrayBuffer | null, { status, statusText, headers }: ResponseInit) {
  const mayHaveBody = status !== 204 && status !== 205 && status !== 304
  return new Response(mayHaveBody ? body : null, {
    ...(status === undefined ? {} : { status }),
    ...(statusText === undefined ? {} : { statusText }),
    ...(headers === undefined ? {} : { headers }),
  })
}
