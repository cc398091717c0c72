/**
 * Writes what is generated of the documentation: docs/configuration.md from the schema of the settings, and
 * docs/admin-api.json, the OpenAPI document of the admin API. Runs after a build. A test compares the files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { configurationDocument, openApiDocument } from '@postbus/postbus';

const { version } = JSON.parse(readFileSync('services/postbus/package.json', 'utf8')) as { readonly version: string };

writeFileSync('docs/configuration.md', configurationDocument());
writeFileSync('docs/admin-api.json', `${JSON.stringify(openApiDocument(version), undefined, 2)}\n`);
