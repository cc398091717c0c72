export type {
  AttachmentSummary,
  BodySizes,
  MessageSummary,
  SummaryAddress,
} from "./message-summary.ts";
