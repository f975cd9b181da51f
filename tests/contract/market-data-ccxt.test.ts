import { openCcxtBench } from '../tools/ccxt-bench.ts';
import { marketDataContract } from './market-data-contract.ts';

marketDataContract('ccxt against a venue on loopback', openCcxtBench);
