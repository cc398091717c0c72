/**
 * Writes what is generated of the documentation: docs/configuration.md from the schema of the settings, docs/admin-api.json
 * docs/mailbox-api.json and docs/text-api.json, the OpenAPI documents of the APIs. Runs after a build. Tests compare the files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { configurationDocument, mailboxApiDocument, openApiDocument, textApiDocument } from '@postbus/postbus';

const { version } = JSON.parse(readFileSync('services/postbus/package.json', 'utf8')) as { readonly version: string };

writeFileSync('docs/configuration.md', configurationDocument());
writeFileSync('docs/admin-api.json', `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`);
writeFileSync('docs/mailbox-api.json', `${JSON.stringify(mailboxApiDocument(), undefined, 2)}\n`);
writeFileSync('docs/text-api.json', `${JSON.stringify(textApiDocument(), undefined, 2)}\n`);
