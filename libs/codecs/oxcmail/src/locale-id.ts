/** Language tags as language code identifiers and back. [MS-LCID] 2.2, RFC 3282, RFC 5646 */

/** Each tag before its identifier in hexadecimal; of those with one identifier the first is the usual. */
const table =
  'en-us 409 en-gb 809 de-de 407 fr-fr 40c es-es c0a it-it 410 ja-jp 411 zh-cn 804 pt-br 416 ru-ru 419 ar-sa 401 ' +
  'bg-bg 402 ca-es 403 zh-tw 404 cs-cz 405 da-dk 406 el-gr 408 es-es-tradnl 40a fi-fi 40b he-il 40d hu-hu 40e is-is 40f ' +
  'ko-kr 412 nl-nl 413 nb-no 414 pl-pl 415 rm-ch 417 ro-ro 418 hr-hr 41a sk-sk 41b sq-al 41c sv-se 41d th-th 41e tr-tr 41f ' +
  'ur-pk 420 id-id 421 uk-ua 422 be-by 423 sl-si 424 et-ee 425 lv-lv 426 lt-lt 427 tg-cyrl-tj 428 fa-ir 429 vi-vn 42a ' +
  'hy-am 42b az-latn-az 42c eu-es 42d hsb-de 42e mk-mk 42f st-za 430 ts-za 431 tn-za 432 ve-za 433 xh-za 434 zu-za 435 ' +
  'af-za 436 ka-ge 437 fo-fo 438 hi-in 439 mt-mt 43a se-no 43b ms-my 43e kk-kz 43f ky-kg 440 sw-ke 441 tk-tm 442 ' +
  'uz-latn-uz 443 tt-ru 444 bn-in 445 pa-in 446 gu-in 447 or-in 448 ta-in 449 te-in 44a kn-in 44b ml-in 44c as-in 44d ' +
  'mr-in 44e sa-in 44f mn-mn 450 bo-cn 451 cy-gb 452 km-kh 453 lo-la 454 my-mm 455 gl-es 456 kok-in 457 sd-deva-in 459 ' +
  'syr-sy 45a si-lk 45b chr-cher-us 45c iu-cans-ca 45d am-et 45e tzm-arab-ma 45f ne-np 461 fy-nl 462 ps-af 463 fil-ph 464 ' +
  'dv-mv 465 ha-latn-ng 468 yo-ng 46a quz-bo 46b nso-za 46c ba-ru 46d lb-lu 46e kl-gl 46f ig-ng 470 om-et 472 ti-et 473 ' +
  'gn-py 474 haw-us 475 la-va 476 so-so 477 ii-cn 478 arn-cl 47a moh-ca 47c br-fr 47e ug-cn 480 mi-nz 481 oc-fr 482 ' +
  'co-fr 483 gsw-fr 484 sah-ru 485 quc-latn-gt 486 rw-rw 487 wo-sn 488 prs-af 48c gd-gb 491 ku-arab-iq 492 ' +
  'ar-iq 801 ca-es-valencia 803 de-ch 807 es-mx 80a fr-be 80c it-ch 810 nl-be 813 nn-no 814 pt-pt 816 ro-md 818 ru-md 819 ' +
  'sr-latn-cs 81a sv-fi 81d ur-in 820 az-cyrl-az 82c dsb-de 82e tn-bw 832 se-se 83b ga-ie 83c ms-bn 83e uz-cyrl-uz 843 ' +
  'bn-bd 845 pa-arab-pk 846 ta-lk 849 mn-mong-cn 850 sd-arab-pk 859 iu-latn-ca 85d tzm-latn-dz 85f ne-in 861 ' +
  'ff-latn-sn 867 quz-ec 86b ti-er 873 ar-eg c01 zh-hk c04 de-at c07 en-au c09 fr-ca c0c sr-cyrl-cs c1a se-fi c3b ' +
  'quz-pe c6b ar-ly 1001 zh-sg 1004 de-lu 1007 en-ca 1009 es-gt 100a fr-ch 100c hr-ba 101a smj-no 103b ' +
  'tzm-tfng-ma 105f ar-dz 1401 zh-mo 1404 de-li 1407 en-nz 1409 es-cr 140a fr-lu 140c bs-latn-ba 141a smj-se 143b ' +
  'ar-ma 1801 en-ie 1809 es-pa 180a fr-mc 180c sr-latn-ba 181a sma-no 183b ar-tn 1c01 en-za 1c09 es-do 1c0a fr-029 1c0c ' +
  'sr-cyrl-ba 1c1a sma-se 1c3b ar-om 2001 en-jm 2009 es-ve 200a fr-re 200c bs-cyrl-ba 201a sms-fi 203b ar-ye 2401 ' +
  'en-029 2409 es-co 240a fr-cd 240c sr-latn-rs 241a smn-fi 243b ar-sy 2801 en-bz 2809 es-pe 280a fr-sn 280c ' +
  'sr-cyrl-rs 281a ar-jo 2c01 en-tt 2c09 es-ar 2c0a fr-cm 2c0c sr-latn-me 2c1a ar-lb 3001 en-zw 3009 es-ec 300a fr-ci 300c ' +
  'sr-cyrl-me 301a ar-kw 3401 en-ph 3409 es-cl 340a fr-ml 340c ar-ae 3801 es-uy 380a fr-ma 380c ar-bh 3c01 en-hk 3c09 ' +
  'es-py 3c0a fr-ht 3c0c ar-qa 4001 en-in 4009 es-bo 400a en-my 4409 es-sv 440a en-sg 4809 es-hn 480a en-ae 4c09 ' +
  'es-ni 4c0a es-pr 500a es-us 540a es-cu 5c0a ' +
  'zh-hans 4 zh-hant 7c04 bs 781a nb 7c14 nn 7814 sr 7c1a no 14';
/** Other spellings of the same. */
const synonyms =
  'no-no 414 iw 40d in 421 ji-001 43d zh-hans-cn 804 zh-hant-tw 404 zh-hant-hk c04 zh-hans-sg 1004 sr-rs 281a sr-cs c1a ' +
  'az-az 42c uz-uz 443 bs-ba 141a ha-ng 468 tg-tj 428 es-419 580a';

let byTag: Map<string, number> | undefined;
let byLanguage: Map<string, number> | undefined;
let byId: Map<number, string> | undefined;

/**
 * The identifier of the first tag of a Content-Language: of the tag itself, else of its language and region, else of its
 * language alone. Undefined where [MS-LCID] has none. [MS-OXCMAIL] 2.2.3.2.11
 */
export function localeIdOf(languages: string): number | undefined {
  const tag = /^[\s,]*([a-z\d-]{1,40})/i.exec(languages)?.[1]?.toLowerCase();
  if (tag === undefined) return undefined;
  byTag ??= new Map([...entries(synonyms), ...entries(table)]);
  const [language = '', ...subtags] = tag.split('-');
  const region = subtags.find((subtag) => /^(?:[a-z]{2}|\d{3})$/.test(subtag));
  return byTag.get(tag) ?? byTag.get(`${language}-${region}`) ?? byTag.get(language) ?? languageId(language);
}

/** The tag of an identifier, its subtags in their usual case: `en-US`. [MS-OXCMAIL] 2.1.3.2.16 */
export function languageTagOf(localeId: number): string | undefined {
  byId ??= new Map(entries(table).map(([tag, id]) => [id, tag]));
  const tag = byId.get(localeId);
  return tag === undefined ? languageTag(localeId) : withCase(tag);
}

/** A language alone has the low ten bits of its first region. */
function languageId(language: string): number | undefined {
  byLanguage ??= new Map(
    entries(table)
      .toReversed()
      .map(([tag, id]) => [tag.split('-')[0]!, id & 0x3ff]),
  );
  return byLanguage.get(language);
}

function languageTag(localeId: number): string | undefined {
  if (localeId <= 0 || localeId > 0x3ff) return undefined;
  return entries(table)
    .find(([, id]) => (id & 0x3ff) === localeId)?.[0]
    .split('-')[0];
}

function entries(text: string): [string, number][] {
  const words = text.split(' ');
  return Array.from({ length: words.length / 2 }, (_, index) => [
    words[index * 2]!,
    Number.parseInt(words[index * 2 + 1]!, 16),
  ]);
}

function withCase(tag: string): string {
  return tag.replace(/-([a-z]{4}|[a-z]{2})(?=-|$)/g, (_, subtag: string) =>
    subtag.length === 2 ? `-${subtag.toUpperCase()}` : `-${subtag[0]!.toUpperCase()}${subtag.slice(1)}`,
  );
}
