import { afterEach, expect, it, vi } from 'vitest';
import { findJava, javaVersion } from './java.ts';

afterEach(() => void vi.unstubAllEnvs());

it.each([
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "25-ea" 2025-09-16', 25],
  ['nothing of the kind', 0],
])('reads the release in %j', (told, version) => {
  expect(javaVersion(told)).toBe(version);
});

it('tells in one sentence that there is no Java', async () => {
  vi.stubEnv('JAVA_HOME', '/nowhere');
  await expect(findJava()).rejects.toMatchObject({
    code: 'java-missing',
    message: 'Kafka needs Java 17 or later, and `/nowhere/bin/java` does not run',
  });
});
