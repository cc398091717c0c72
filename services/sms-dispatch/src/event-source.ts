/** CloudEvents source of what sms-dispatch tells. */
export const eventSource = '/sms-dispatch';
/** What it is called where mailboxes are asked. */
export const serviceName = 'sms-dispatch';
