import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripElf } from './strip-elf.ts';

/** An ELF file of one segment that reaches from the start to `loadedEnd`, and `rest` behind that. */
function elfProgram(loadedEnd: number, rest: Buffer): Buffer {
  const file = Buffer.alloc(loadedEnd);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(file);
  file.writeBigUInt64LE(64n, 32); // e_phoff
  file.writeBigUInt64LE(BigInt(loadedEnd + 100), 40); // e_shoff
  file.writeUInt16LE(56, 54); // e_phentsize
  file.writeUInt16LE(1, 56); // e_phnum
  file.writeUInt16LE(64, 58); // e_shentsize
  file.writeUInt16LE(40, 60); // e_shnum
  file.writeUInt16LE(39, 62); // e_shstrndx
  file.writeUInt32LE(1, 64); // PT_LOAD
  file.writeBigUInt64LE(0n, 64 + 8); // p_offset
  file.writeBigUInt64LE(BigInt(loadedEnd), 64 + 32); // p_filesz
  file.fill('code', 120);
  return Buffer.concat([file, rest]);
}

describe('A stripped ELF program', () => {
  const program = elfProgram(301, Buffer.alloc(5000, 'symbols'));
  const stripped = stripElf(program);

  it('keeps every byte that is loaded, but for the place of the table of sections', () => {
    const withTableOf = (file: Buffer): Buffer => {
      const copy = Buffer.from(file.subarray(0, 301));
      program.copy(copy, 40, 40, 48);
      program.copy(copy, 60, 60, 64);
      return copy;
    };
    assert.deepEqual(withTableOf(stripped), program.subarray(0, 301));
  });

  it('loses what follows', () => {
    assert.ok(stripped.length < 301 + 200);
    assert.equal(stripped.includes('symbols'), false);
  });

  it('has a table of sections that holds only its own names', () => {
    const table = Number(stripped.readBigUInt64LE(40));
    assert.equal(table % 8, 0);
    assert.equal(table + 2 * 64, stripped.length);
    assert.equal(stripped.readUInt16LE(60), 2);
    assert.equal(stripped.readUInt16LE(62), 1);
    const namesOffset = Number(stripped.readBigUInt64LE(table + 64 + 24));
    assert.equal(stripped.toString('latin1', namesOffset + 1, namesOffset + 10), '.shstrtab');
  });

  it('is the same when stripped again', () => {
    assert.deepEqual(stripElf(stripped), stripped);
  });

  it('is not made of anything else', () => {
    assert.throws(() => stripElf(Buffer.from('#!/bin/sh\nexit 0\n')), /Only 64-bit/);
  });
});
