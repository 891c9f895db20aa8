/** What a change answers its caller with. */
export interface Written {
  status?: 200 | 201
  /** Of the thing as it is now. */
  entityTag?: string
  /** Where a thing that was created is. */
  location?: string
  body: object
}
