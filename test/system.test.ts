/** The operating system in the words of Codex. */
import assert from 'node:assert/strict';
import { describeSystem } from '../core/system.js';

/** A system whose files are these. */
function describeWith(platform: NodeJS.Platform, release: string, files: Readonly<Record<string, string>> = {}) {
  const readText = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  };
  return describeSystem({ platform, release, readText });
}

describe('statsig system', () => {
  it('names a Linux distribution and its version', () => {
    const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n';
    const ubuntu = 'NAME="Ubuntu"\nVERSION_ID="22.04"\n';
    const alpine = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.1\n';
    const files = (text: string) => ({ '/etc/os-release': text });
    assert.deepEqual(describeWith('linux', '6.1', files(debian)), { os: 'Debian', os_version: '12.0.0' });
    assert.deepEqual(describeWith('linux', '6.1', files(ubuntu)), { os: 'Ubuntu', os_version: '22.4.0' });
    assert.deepEqual(describeWith('linux', '6.1', files(alpine)), { os: 'Alpine', os_version: '3.20.1' });
  });

  it('names macOS and Windows', () => {
    const plist = '<key>ProductVersion</key>\n\t<string>15.5</string>';
    const files = { '/System/Library/CoreServices/SystemVersion.plist': plist };
    assert.deepEqual(describeWith('darwin', '24.5.0', files), { os: 'Mac_OS', os_version: '15.5.0' });
    assert.deepEqual(describeWith('win32', '10.0.26100'), { os: 'Windows', os_version: '10.0.26100' });
  });

  it('leaves out what it cannot find out', () => {
    assert.deepEqual(describeWith('linux', '6.1'), { os: 'Linux' });
    assert.deepEqual(describeWith('darwin', '24.5.0'), { os: 'Mac_OS' });
  });

  it('never throws on the system that it runs on', () => {
    assert.ok(describeSystem().os);
  });
});
