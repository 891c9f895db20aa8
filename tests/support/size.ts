/** How large a heavy proof is: small in `npm test`, whole in `npm run test:full`. */
export const sized = (small: number, whole: number): number =>
  process.env.ATLAS_TEST_SIZE === 'full' ? whole : small
