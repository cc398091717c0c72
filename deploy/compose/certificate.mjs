/** Makes the certificate of the compose file in /data/tls, or leaves the one that is there and good for a while. */
import { developmentCertificate } from '../services/postbus/dist/server/development-certificate.js';

const data = process.env['POSTBUS_DATA'] ?? '/data';
const { certificate } = await developmentCertificate(data, process.env['POSTBUS_DOMAIN'], Date.now());
process.stdout.write(`${certificate} is there\n`);
