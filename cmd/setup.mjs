// Brings a clone to where Aerial can run in it, and does nothing, quickly, when it is there already. It runs before any
// package is installed, on whatever Node is at hand (20 or newer): plain JavaScript, nothing imported but Node's own.
//
//   node cmd/setup.mjs [PROGRAM...]     PROGRAM: ffmpeg, chromium, chromium-headless-shell, nginx, snac
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules', '.bin', 'node');
const neededMajor = 24;

/** What Debian and Ubuntu call the package of a program, and what is lost without it. */
const programs = {
  ffmpeg: { packages: ['ffmpeg'], loss: 'Aerial makes the smaller renditions with it' },
  chromium: { packages: ['chromium'], loss: 'the end-to-end tests watch in it' },
  // Debian alone has it.
  'chromium-headless-shell': {
    packages: ['chromium-headless-shell'],
    loss: 'most end-to-end tests do with chromium in its place, and take longer',
  },
  nginx: {
    packages: ['nginx', 'libnginx-mod-rtmp', 'wrk'],
    loss: 'the end-to-end tests go through it, and the bench compares with it',
  },
  snac: {
    packages: ['snac2'],
    loss: 'the end-to-end tests speak with it as another server of the fediverse',
    // Debian 12 has it among its backports.
    backports: true,
  },
};

class SetupError extends Error {}

try {
  requireNode20();
  if (packagesAreStale()) installPackages();
  provideNode24();
  for (const name of process.argv.slice(2)) provideProgram(name);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 69;
}

function requireNode20() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old to set Aerial up. Install Node 20 or newer and start again.`,
    );
  }
}

/** Compares what the lock file wants with npm's own note of what it installed. */
function packagesAreStale() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return true;
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === null) throw new SetupError('package-lock.json is missing or damaged. Clone Aerial again.');
  return Object.entries(wanted).some(([path, entry]) => {
    if (path === '') return false;
    const present = installed[path];
    return present === undefined ? !entry.optional : present.version !== entry.version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

function installPackages() {
  console.error('Installing the packages that Aerial is made of (npm ci) ...');
  // Optional packages bring Node 24, development packages the bundler: neither may be left out by somebody's settings.
  const arguments_ = [
    'ci',
    '--include=optional',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env['npm_execpath'];
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...arguments_], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', arguments_, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) {
    throw new SetupError(
      'npm could not install the packages; it says why above. Mend that (often the network) and start again.',
    );
  }
}

/**
 * Sees to it that node_modules/.bin/node is a Node 24: the one that npm brought, or else the one at hand if it will do.
 * Not every npm makes that link by itself.
 */
function provideNode24() {
  if (runsNode24(node)) return;
  const brought = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  const fit = [brought, process.execPath].find(runsNode24);
  if (fit === undefined) {
    throw new SetupError(
      `Aerial runs on Node ${neededMajor}, and npm has none for this machine (${process.platform} ${process.arch}). ` +
        `Install Node ${neededMajor} or newer yourself and start again.`,
    );
  }
  rmSync(node, { force: true });
  symlinkSync(fit === brought ? relative(dirname(node), brought) : fit, node);
}

function runsNode24(program) {
  if (!existsSync(program)) return false;
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && Number(stdout.slice(1).split('.')[0]) >= neededMajor;
}

function provideProgram(name) {
  const program = programs[name];
  if (program === undefined) throw new SetupError(`setup knows ${Object.keys(programs).join(', ')}, and no "${name}".`);
  if (isOnPath(name)) return;
  const install = `apt-get install -y ${program.packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.error(
      `${name} is not installed; ${program.loss}. Install it${isOnPath('apt-get') ? ` with: sudo ${install}` : '.'}`,
    );
    return;
  }
  console.error(`Installing ${name} (${install}) ...`);
  apt('update');
  const isInstalled =
    apt('install', '-y', '--no-install-recommends', ...program.packages) === 0 ||
    (program.backports === true && installFromBackports(program.packages));
  if (!isInstalled) {
    console.error(
      `apt-get could not install ${name}; it says why above. ${program.loss}, so install it yourself: ${install}`,
    );
  }
}

function apt(...arguments_) {
  return spawnSync('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120', ...arguments_], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 2, 2],
  }).status;
}

/** Takes packages from Debian's backports without adding them to what the machine takes its own from. */
function installFromBackports(packages) {
  const release = readFileSync('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  if (codename === undefined || !/^ID=debian$/m.test(release)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'aerial-backports-'));
  try {
    const sources = join(folder, 'backports.sources');
    const suites = `${codename} ${codename}-updates ${codename}-backports`;
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    writeFileSync(
      sources,
      `Types: deb\nURIs: http://deb.debian.org/debian\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`,
    );
    mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
    const own = [
      `Dir::Etc::sourcelist=${sources}`,
      'Dir::Etc::sourceparts=-',
      `Dir::State::lists=${join(folder, 'lists')}`,
    ].flatMap((option) => ['-o', option]);
    return apt(...own, 'update') === 0 && apt(...own, 'install', '-y', '--no-install-recommends', ...packages) === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOnPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/sbin', '/usr/bin');
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
