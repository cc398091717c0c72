/** Upserts that meet others of the same document. */
import { isDuplicateKey } from '@postbus/mongo-connection';

const mostTries = 5;

/**
 * What `upsert` gives of the document. Of several that insert the same one at once, all but the first find that there is
 * one, or are given none, and find it when they try again.
 */
export async function upserted<Result>(upsert: () => PromiseLike<Result | null>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await upsert();
      if (result !== null) return result;
      if (attempt === mostTries) throw new TypeError('an upsert gave no document');
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === mostTries) throw error;
    }
  }
}
