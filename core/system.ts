/** The operating system as a resource of metrics names it: the product, not the kernel. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { sanitizeMetricTagValue, unspecifiedTag } from './catalogue/metric-tag.js';

/** Where the facts come from; a test brings its own. */
export interface SystemSource {
  readonly platform: NodeJS.Platform;
  /** The kernel's version. */
  readonly release: string;
  /** The text of a file; throws when there is none. */
  readonly readText: (path: string) => string;
}

const thisSystem: SystemSource = {
  platform: process.platform,
  release: release(),
  readText: (path) => readFileSync(path, 'utf8'),
};

/**
 * `os` and `os_version` in the words that Codex uses (`Debian`, `12.0.0`), made legal as tag values; what cannot be found
 * out is left out. Reads one small file of the system; never throws.
 */
export function describeSystem(source: SystemSource = thisSystem): Readonly<Record<string, string>> {
  const { os, version } = identifySystem(source);
  return Object.fromEntries(
    [
      ['os', sanitizeMetricTagValue(os)],
      ['os_version', sanitizeMetricTagValue(version)],
    ].filter(([, value]) => value !== unspecifiedTag),
  );
}

/** The same as it is: `Mac OS`, `15.1.0`. Either may be empty. */
export function identifySystem(source: SystemSource = thisSystem): { readonly os: string; readonly version: string } {
  const [os, version] = identify(source);
  return { os, version: inThreeParts(version) };
}

function identify({ platform, release, readText }: SystemSource): readonly [os: string, version: string] {
  const read = (path: string): string => {
    try {
      return readText(path);
    } catch {
      return '';
    }
  };
  switch (platform) {
    case 'linux': {
      const text = read('/etc/os-release');
      const name = firstMatch(text, /^NAME="?([^"\n]*)/m).replace(/ (GNU\/)?Linux$/, '');
      return [name || 'Linux', firstMatch(text, /^VERSION_ID="?([^"\n]*)/m)];
    }
    case 'darwin': {
      const text = read('/System/Library/CoreServices/SystemVersion.plist');
      return ['Mac OS', firstMatch(text, /<key>ProductVersion<\/key>\s*<string>([^<]*)/)];
    }
    case 'win32':
      return ['Windows', release];
    default:
      return [platform, release];
  }
}

/** `12` as `12.0.0` and `22.04` as `22.4.0`, as Codex writes a version of numbers; any other as it is. */
function inThreeParts(version: string): string {
  if (!/^\d+(\.\d+){0,2}$/.test(version)) return version;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return `${major}.${minor}.${patch}`;
}

function firstMatch(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? '';
}
