/*
 * W1 as a plain C program, the yardstick of bench/: the same bars, the same rules and the same arithmetic as the engine,
 * so that it makes the same fills and ends with the same equity to the last digit.
 *
 * Input: the raw columns open, high, low, close (doubles holding integers) and openTime, closeTime, one file each mapped into memory.
 * Rule: SMA(10) over SMA(30); the side changes only when one average is strictly above the other (a tie keeps the side before it).
 * On a change to above, flat: buy 0.001; on a change to below, long: sell all. Market orders fill at the next open. Fee 0.1%, rounded up.
 *
 * Output: one line of JSON. Build: gcc -O3 -o w1 w1.c
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FAST = 10, SLOW = 30, QUANTITY = 100 /* 0.001 at 5 decimals */ };
static const int64_t MONEY_PER_UNIT = 10;  /* price 2 + quantity 5 decimals to money 8 */
static const int64_t FEE_PPM = 1000, MILLION = 1000000, DAY = INT64_C(86400000000);
static const int64_t MAX_ORDER_VALUE = INT64_C(9007199254740991);

typedef struct { double ring[SLOW]; int length, at; double sum; } Average;

static inline double average_add(Average *average, double value) {
  average->sum += value - average->ring[average->at];
  average->ring[average->at] = value;
  average->at = average->at + 1 == average->length ? 0 : average->at + 1;
  return average->sum / (average->length * 100.0);
}

typedef struct { int64_t cash, coins, cash_clearing, coins_clearing, fees; } Ledger;
typedef struct { int is_open, is_buy; int64_t quantity; } Order;

static double *map_column(const char *folder, const char *name, size_t *rows) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.f64", folder, name);
  int file = open(path, O_RDONLY);
  struct stat info;
  if (file < 0 || fstat(file, &info) != 0) { perror(path); exit(1); }
  *rows = (size_t)info.st_size / sizeof(double);
  double *column = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (column == MAP_FAILED) { perror(path); exit(1); }
  return column;
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 2) { fprintf(stderr, "usage: w1 FOLDER\n"); return 2; }
  size_t rows;
  const double *close_time = map_column(arguments[1], "closeTime", &rows);
  const double *open = map_column(arguments[1], "open", &rows);
  const double *high = map_column(arguments[1], "high", &rows);
  const double *low = map_column(arguments[1], "low", &rows);
  const double *close = map_column(arguments[1], "close", &rows);

  double began = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  Average fast = { .length = FAST }, slow = { .length = SLOW };
  Ledger ledger = { .cash = INT64_C(1000000) * 100000000 };
  Order order = { 0 };
  int side = 0;
  int64_t fills = 0, refused = 0, orders = 0, equity = ledger.cash, value = 0, peak = equity, worst = 0, exposed = 0, day = -1, days = 0, day_sum = 0;
  int64_t top = 0, bottom = INT64_MAX, fills_by_tenth[10] = { 0 };

  for (size_t row = 0; row < rows; row++) {
    if (order.is_open) {
      int64_t notional = (int64_t)open[row] * order.quantity * MONEY_PER_UNIT;
      int64_t fee = (notional * FEE_PPM + MILLION - 1) / MILLION;
      int64_t sign = order.is_buy ? 1 : -1;
      if (!order.is_buy || ledger.cash >= notional + fee) {
        ledger.cash -= sign * notional + fee;
        ledger.cash_clearing += sign * notional;
        ledger.fees += fee;
        ledger.coins += sign * order.quantity;
        ledger.coins_clearing -= sign * order.quantity;
        fills++;
        fills_by_tenth[row * 10 / rows]++;
      }
      order.is_open = 0;
    }
    value = ledger.coins * (int64_t)close[row] * MONEY_PER_UNIT;
    equity = ledger.cash + value;
    if (high[row] > (double)top) top = (int64_t)high[row];
    if (low[row] < (double)bottom) bottom = (int64_t)low[row];
    double fast_value = average_add(&fast, close[row]), slow_value = average_add(&slow, close[row]);
    if (row + 1 >= SLOW) {
      int now = fast_value > slow_value ? 1 : fast_value < slow_value ? -1 : side;
      int changed = side != 0 && now != side;
      side = now;
      if (changed && ((now > 0 && ledger.coins == 0) || (now < 0 && ledger.coins > 0))) {
        int64_t cost = QUANTITY * (int64_t)close[row] * MONEY_PER_UNIT;
        cost += (cost * FEE_PPM + MILLION - 1) / MILLION;
        if (cost > MAX_ORDER_VALUE || (now > 0 && cost > ledger.cash)) refused++;
        else { order = (Order){ 1, now > 0, now > 0 ? QUANTITY : ledger.coins }; orders++; }
      }
    }
    if (equity > peak) peak = equity;
    else if (peak - equity > worst) worst = peak - equity;
    exposed += ledger.coins != 0;
    int64_t today = (int64_t)close_time[row] / DAY;
    if (today != day) { day = today; days++; day_sum += equity; }
  }

  cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  began = seconds(CLOCK_MONOTONIC) - began;
  printf("{\"fillsByTenth\":[");
  for (int tenth = 0; tenth < 10; tenth++) printf("%s%" PRId64, tenth ? "," : "", fills_by_tenth[tenth]);
  printf("],\"bars\":%zu,\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"fills\":%" PRId64 ",\"finalEquity\":%" PRId64 ",\"orders\":%" PRId64
         ",\"refused\":%" PRId64 ",\"exposedBars\":%" PRId64 ",\"maxDrawdown\":%" PRId64 ",\"days\":%" PRId64 ",\"check\":%" PRId64 "}\n",
         rows, began, cpu, fills, equity, orders, refused, exposed, worst, days, day_sum ^ top ^ bottom);
  return 0;
}
