/** What a reader of a rights-managed item may do with it. [MS-ASRM] 2.2.2 */
import { type Infer, boolean, dateTime, text } from '../content.ts';
import { container, elements, one } from '../container.ts';

/** [MS-ASRM] 2.2.2.14 */
export const rightsManagementLicense = container(
  elements('RightsManagement', {
    ContentExpiryDate: one(dateTime),
    ContentOwner: one(text()),
    EditAllowed: one(boolean),
    ExportAllowed: one(boolean),
    ExtractAllowed: one(boolean),
    ForwardAllowed: one(boolean),
    ModifyRecipientsAllowed: one(boolean),
    Owner: one(boolean),
    PrintAllowed: one(boolean),
    ProgrammaticAccessAllowed: one(boolean),
    ReplyAllAllowed: one(boolean),
    ReplyAllowed: one(boolean),
    TemplateDescription: one(text()),
    TemplateID: one(text()),
    TemplateName: one(text()),
  }),
);
export type RightsManagementLicense = Infer<typeof rightsManagementLicense>;
