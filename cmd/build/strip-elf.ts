/** Offsets in a 64-bit ELF file header (System V ABI, chapter 4, "ELF Header"). */
const header = {
  programTable: 32,
  sectionTable: 40,
  programEntrySize: 54,
  programCount: 56,
  sectionCount: 60,
  namesIndex: 62,
};
/** Offsets in one entry of the program table; its size in the file. */
const segment = { offset: 8, fileSize: 32 };

/** One section that names nothing: the table that remains. */
const sectionEntrySize = 64;
const namesSection = { nameOffset: 1, type: 3, alignment: 1 };
const names = Buffer.from('\0.shstrtab\0');

/**
 * The same 64-bit little-endian ELF program without what no loader reads: symbols, debugging data and the table of sections, all
 * of which follow the last loaded byte. Node's own binary loses a seventh. Throws for any other kind of file.
 *
 * `strip` from binutils does the same, and is often not installed.
 */
export function stripElf(program: Buffer): Buffer {
  if (program.readUInt32BE(0) !== 0x7f454c46 || program[4] !== 2 || program[5] !== 1) {
    throw new Error('Only 64-bit little-endian ELF programs can be stripped.');
  }
  const loadedEnd = endOfSegments(program);
  const namesOffset = loadedEnd;
  const tableOffset = Math.ceil((namesOffset + names.length) / 8) * 8;

  const stripped = Buffer.alloc(tableOffset + 2 * sectionEntrySize);
  program.copy(stripped, 0, 0, loadedEnd);
  names.copy(stripped, namesOffset);
  // A table with only its own names: tools that add sections, as the packing does, want one to be there.
  const entry = tableOffset + sectionEntrySize;
  stripped.writeUInt32LE(namesSection.nameOffset, entry);
  stripped.writeUInt32LE(namesSection.type, entry + 4);
  stripped.writeBigUInt64LE(BigInt(namesOffset), entry + 24);
  stripped.writeBigUInt64LE(BigInt(names.length), entry + 32);
  stripped.writeBigUInt64LE(BigInt(namesSection.alignment), entry + 48);

  stripped.writeBigUInt64LE(BigInt(tableOffset), header.sectionTable);
  stripped.writeUInt16LE(2, header.sectionCount);
  stripped.writeUInt16LE(1, header.namesIndex);
  return stripped;
}

function endOfSegments(program: Buffer): number {
  const table = Number(program.readBigUInt64LE(header.programTable));
  const entrySize = program.readUInt16LE(header.programEntrySize);
  const count = program.readUInt16LE(header.programCount);
  let end = table + entrySize * count;
  for (let index = 0; index < count; index += 1) {
    const entry = table + index * entrySize;
    const offset = Number(program.readBigUInt64LE(entry + segment.offset));
    end = Math.max(end, offset + Number(program.readBigUInt64LE(entry + segment.fileSize)));
  }
  return end;
}
