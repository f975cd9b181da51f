import { allocateBars, BAR_COLUMNS, CHUNK_BARS, type BarColumns } from '../../domain/bars.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import type { BarFileHeader, BarFiles } from '../../ports/bar-files.ts';
import { registerBlockSource } from './block-source.ts';
import { connectDuckDb, doublesOf, sqlText } from './duckdb.ts';

const TIME_COLUMNS = ['open_time', 'close_time'] as const;
const PRICE_COLUMNS = ['open', 'high', 'low', 'close'] as const;
/** The key under which a file of ours keeps its facts in Parquet's metadata. */
const FACTS_KEY = 'ballast';

/**
 * Bars as Parquet (zstd): `open_time`, `close_time` TIMESTAMP in UTC, prices DECIMAL(18, scale) so that the
 * file itself says what its integers mean, `volume` DOUBLE.
 */
export function parquetBarFiles(): BarFiles {
  return { write: writeBars, header: readHeader, blocks: readBlocks, toCsv: tableToCsv };
}

async function writeBars(path: string, header: BarFileHeader, blocks: Iterable<BarColumns>): Promise<void> {
  const { api, connection } = await connectDuckDb();
  const source = registerBlockSource(api, connection, blocks);
  const scale = header.priceScale;
  const unit = scale === 0 ? '1::DECIMAL(1,0)' : `${(10 ** -scale).toFixed(scale)}::DECIMAL(${scale},${scale})`;
  const columns = [
    ...TIME_COLUMNS.map((name) => `make_timestamp(${name}::BIGINT) AS ${name}`),
    ...PRICE_COLUMNS.map((name) => `(${name}::BIGINT::DECIMAL(16,0) * ${unit})::DECIMAL(18,${scale}) AS ${name}`),
    'volume',
  ];
  const facts = sqlText(JSON.stringify({ ...header.facts, priceScale: scale }));
  try {
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${source.name}()) TO ${sqlText(path)} ` +
        `(FORMAT parquet, COMPRESSION zstd, KV_METADATA {${FACTS_KEY}: ${facts}})`,
    );
  } catch (error) {
    throw source.error() ?? error;
  } finally {
    connection.closeSync();
  }
}

async function readHeader(path: string): Promise<BarFileHeader> {
  const { connection } = await connectDuckDb();
  try {
    const result = await connection.runAndReadAll(
      `SELECT decode(value) FROM parquet_kv_metadata(${sqlText(path)}) WHERE decode(key) = ${sqlText(FACTS_KEY)}`,
    );
    const facts: unknown = JSON.parse(String(result.getRows()[0]?.[0]));
    if (typeof facts === 'object' && facts !== null && 'priceScale' in facts && typeof facts.priceScale === 'number') {
      return { priceScale: facts.priceScale, facts: { ...facts } };
    }
  } catch (error) {
    throw corrupt(path, error);
  } finally {
    connection.closeSync();
  }
  return fail('DATA_CORRUPT', 'the file lacks the facts that Ballast writes beside the rows', { where: path });
}

async function* readBlocks(path: string): AsyncIterable<BarColumns> {
  const { priceScale } = await readHeader(path);
  const { connection } = await connectDuckDb();
  const columns = [
    ...TIME_COLUMNS.map((name) => `epoch_us(${name})::DOUBLE`),
    ...PRICE_COLUMNS.map((name) => `(${name} * ${10 ** priceScale})::BIGINT::DOUBLE`),
    'volume',
  ];
  const block = allocateBars(CHUNK_BARS);
  try {
    const result = await connection.stream(`SELECT ${columns.join(', ')} FROM read_parquet(${sqlText(path)})`);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (block.length + chunk.rowCount > CHUNK_BARS) {
        yield block;
        block.length = 0;
      }
      for (const [index, name] of BAR_COLUMNS.entries()) block[name].set(doublesOf(chunk.getColumnVector(index)), block.length);
      block.length += chunk.rowCount;
    }
  } catch (error) {
    throw corrupt(path, error);
  } finally {
    connection.closeSync();
  }
  if (block.length > 0) yield block;
}

async function tableToCsv(path: string, csvPath: string): Promise<void> {
  const { connection } = await connectDuckDb();
  const from = `read_parquet(${sqlText(path)})`;
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const columns = described.getRows().map(([name, type]) => {
      const quoted = `"${String(name).replaceAll('"', '""')}"`;
      return /^(TIMESTAMP|DATE)/.test(String(type)) ? `epoch_us(${quoted}) AS ${quoted}` : quoted;
    });
    await connection.run(`COPY (SELECT ${columns.join(', ')} FROM ${from}) TO ${sqlText(csvPath)} (FORMAT csv, HEADER)`);
  } finally {
    connection.closeSync();
  }
}

function corrupt(path: string, error: unknown): BallastError {
  if (error instanceof BallastError) return error;
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return new BallastError('DATA_CORRUPT', `the file cannot be read: ${reason}`, { where: path, cause: error });
}
