/** Names of the bits of properties, as the documents call them. */

/** PidTagMessageFlags. [MS-OXCMSG] 2.2.1.6 */
export const messageFlags = {
  mfRead: 0x1,
  mfUnmodified: 0x2,
  mfSubmitted: 0x4,
  mfUnsent: 0x8,
  mfHasAttach: 0x10,
  mfFromMe: 0x20,
  mfFAI: 0x40,
  mfResend: 0x80,
  mfNotifyRead: 0x100,
  mfNotifyUnread: 0x200,
  mfEverRead: 0x400,
  mfInternet: 0x2000,
  mfUntrusted: 0x8000,
};

/** PidTagMessageStatus. [MS-OXCMSG] 2.2.1.8 */
export const messageStatus = {
  msRemoteDownload: 0x1000,
  msInConflict: 0x800,
  msRemoteDelete: 0x2000,
};

/** PidTagAttachFlags. [MS-OXCMSG] 2.2.2.18 */
export const attachFlags = { attInvisibleInHtml: 1, attInvisibleInRtf: 2, attRenderedInBody: 4 };

/** PidTagRecipientFlags. [MS-OXOCAL] 2.2.4.10.1 */
export const recipientFlags = {
  recipSendable: 0x1,
  recipOrganizer: 0x2,
  recipExceptionalResponse: 0x10,
  recipExceptionalDeleted: 0x20,
  recipOriginal: 0x100,
};

/** PidTagAutoResponseSuppress. [MS-OXOMSG] 2.2.1.77 */
export const suppressed = { DR: 0x1, NDR: 0x2, RN: 0x4, NRN: 0x8, OOF: 0x10, AutoReply: 0x20 };

/** PidTagStoreSupportMask. [MS-OXMSG] 2.1.1.1 */
export const storeSupport = {
  STORE_ENTRYID_UNIQUE: 0x1,
  STORE_READONLY: 0x2,
  STORE_SEARCH_OK: 0x4,
  STORE_MODIFY_OK: 0x8,
  STORE_CREATE_OK: 0x10,
  STORE_ATTACH_OK: 0x20,
  STORE_OLE_OK: 0x40,
  STORE_SUBMIT_OK: 0x80,
  STORE_NOTIFY_OK: 0x100,
  STORE_MV_PROPS_OK: 0x200,
  STORE_CATEGORIZE_OK: 0x400,
  STORE_RTF_OK: 0x800,
  STORE_RESTRICTION_OK: 0x1000,
  STORE_SORT_OK: 0x2000,
  STORE_HTML_OK: 0x10000,
  STORE_UNICODE_OK: 0x40000,
};
