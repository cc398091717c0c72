/** A presentation of slides, as phones know it. [SMIL2.1], the profile of OMA MMS Conformance */

/** Elements that show a medium; `ref` leaves it to the medium's own type. [SMIL2.1] 7.3.1 */
export type SmilMediaElement = 'text' | 'img' | 'audio' | 'video' | 'ref';

export interface SmilMedia {
  readonly element: SmilMediaElement;
  /** What `src` refers to, as written: `cid:…`, a name, a `data:` address. */
  readonly src: string;
}

export interface SmilSlide {
  readonly media: readonly SmilMedia[];
  /** How long it is shown; undefined where its media say, or nothing does. */
  readonly durationMs?: number;
}
