import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'
import { remember } from './remember.ts'

/** The content codings that answers are kept in, the best first. */
const encodings = ['br', 'gzip'] as const
export type Encoding = (typeof encodings)[number]

/** The codings that an `Accept-Encoding` likes better than none (RFC 9110, 12.5.3), the one that saves most first. */
export const acceptedEncodings = remember((header): readonly Encoding[] => {
  const headers = { 'accept-encoding': header }
  const wanted = new Negotiator({ headers }).encodings([...encodings, 'identity'])
  const none = wanted.indexOf('identity')
  return encodings.filter((encoding) => {
    const place = wanted.indexOf(encoding)
    return place !== -1 && (none === -1 || place < none)
  })
})

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

// Brotli’s best qualities take thirty times as long for a tenth less.
const BROTLI_QUALITY = 6

/** Encodes bytes on a thread of its own. */
export const encode: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) =>
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes) => gzipped(bytes),
}
