import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseCmcdDictionary } from './cmcd-dictionary.ts';
import { cmcdFieldsOf, cmcdOfRequest, readCmcd } from './cmcd.ts';

function parsed(text: string): unknown {
  const fields = parseCmcdDictionary(text);
  return fields === null ? null : Object.fromEntries(fields);
}

describe('A dictionary of CMCD', () => {
  it('holds numbers, truths, texts, tokens and lists', () => {
    assert.deepEqual(parsed('br=3200,bs,d=4.004,mtp=25400,ot=v,sid="6e2f\\"b5",su=?0,nor="..%2F300kbps"'), {
      br: 3200,
      bs: true,
      d: 4.004,
      mtp: 25400,
      ot: 'v',
      sid: '6e2f"b5',
      su: false,
      nor: '..%2F300kbps',
    });
    assert.deepEqual(parsed('br=(3200;v 128;a), e=t ,com.example-x=1'), {
      br: [3200, 128],
      e: 't',
      'com.example-x': 1,
    });
    assert.deepEqual(parsed(''), {});
  });

  it('is nothing when it is not one', () => {
    for (const text of [
      '=1',
      'a=',
      'a=1,',
      ',',
      'a b',
      'a="',
      'a="\u00e9"',
      'a=(1 2',
      'a=?2',
      'A=1',
      'a=1;',
      '\u0000',
    ]) {
      assert.equal(parsed(text), null, JSON.stringify(text));
    }
  });

  it('is bounded in length, keys and lists', () => {
    assert.equal(parsed(`a="${'x'.repeat(5000)}"`), null);
    assert.equal(parsed(Array.from({ length: 65 }, (_, at) => `a${at}`).join(',')), null);
    assert.equal(parsed(`a=(${'1 '.repeat(17)})`), null);
    assert.equal(parsed('('.repeat(4000)), null);
  });

  it('never throws and never yields what is not asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const fields = parseCmcdDictionary(text);
        assert.ok(fields === null || fields.size <= 64);
      }),
    );
    const pieces = fc.constantFrom('a', 'sid', '=', '"', '\\', ',', ';', '(', ')', '?1', '1', '.', '-', ' ', '*', 'é');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        parseCmcdDictionary(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A report in CMCD', () => {
  it('says who plays and how well, in units of this house', () => {
    const fields = cmcdFieldsOf({
      v: 2,
      e: 't',
      sid: 'a1',
      sta: 'p',
      ltc: 1570,
      mtp: [25_300],
      ttlb: 13,
      br: [1283, 96],
    });
    assert.deepEqual(readCmcd(fields), {
      sessionId: 'a1',
      report: {
        bandwidthKbps: 25_300,
        latencySeconds: 1.57,
        downloadSeconds: 0.013,
        bitrateKbps: 1283,
        playerState: 'p',
        errors: 0,
        qualityChanges: null,
      },
    });
  });

  it('counts a stall and an error event as an error', () => {
    const errors = (json: Record<string, unknown>) => readCmcd(cmcdFieldsOf(json)).report.errors;
    assert.deepEqual([errors({ bs: true }), errors({ e: 'e' }), errors({ bs: true, e: 'e' })], [1, 1, 1]);
    assert.deepEqual([errors({ bs: false }), errors({ bs: 1 }), errors({ e: 't' })], [0, 0, 0]);
  });

  it('leaves out what makes no sense', () => {
    const nonsense = JSON.parse(
      '{"__proto__":{"sid":"x"},"sid":{"a":1},"mtp":-5,"ltc":1e308,"br":"9","ttlb":[[1]],"sta":"zz","bs":"true"}',
    ) as Record<string, unknown>;
    const { sessionId, report } = readCmcd(cmcdFieldsOf(nonsense));
    assert.equal(sessionId, null);
    assert.deepEqual(report, {
      bandwidthKbps: null,
      latencySeconds: null,
      downloadSeconds: null,
      bitrateKbps: null,
      playerState: null,
      errors: 0,
      qualityChanges: null,
    });
    for (const sid of ['', 'x'.repeat(65), 'a b', 'a\nb', 'é']) {
      assert.equal(readCmcd(cmcdFieldsOf({ sid })).sessionId, null, JSON.stringify(sid));
    }
  });

  it('takes any JSON without a throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('sid', 'mtp', 'ltc', 'br', 'bs', 'e', 'sta', '__proto__'), fc.jsonValue()),
        (json) => {
          const { report } = readCmcd(cmcdFieldsOf(json as Record<string, unknown>));
          assert.ok(report.bandwidthKbps === null || report.bandwidthKbps > 0);
        },
      ),
    );
  });

  it('travels in the query or in headers of a request for media', () => {
    const inQuery = cmcdOfRequest('_HLS_msn=3&CMCD=bs%2Csid%3D%22a1%22', {});
    assert.equal(inQuery?.sessionId, 'a1');
    assert.equal(inQuery?.report.errors, 1);
    const inHeaders = cmcdOfRequest('', { 'cmcd-session': 'sid="b2"', 'cmcd-request': 'mtp=5000' });
    assert.equal(inHeaders?.sessionId, 'b2');
    assert.equal(inHeaders?.report.bandwidthKbps, 5000);
  });

  it('is absent from a request that carries none, or one that is broken', () => {
    assert.equal(cmcdOfRequest('_HLS_msn=3', {}), null);
    assert.equal(cmcdOfRequest('CMCD=%E0%A4%A', {}), null);
    assert.equal(cmcdOfRequest('CMCD=%22', { 'cmcd-session': ['sid="a"', 'sid="b"'] }), null);
  });
});
