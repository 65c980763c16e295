/* The workload of `evosim bench moving` in C: the brains of `sight.c` in a world that moves, in blocks of L = 16 lives.
 *
 * What stands on a cell is a set of things, a bit for each. What drives a unit is kept as it was when its cell was last
 * in view. What the ground gives is worked out once for a brain, K planes (N, K, C) at a time; things are added where
 * one stands. Things move at random or on a shortest way to the agent. A genome is as in `sight.c`.
 */
#include "sheet.h"

#define MOST 32  /* things */
#define WIDE 324 /* cells, with the ring */
#define NEVER -1

enum { STILL, RANDOM, CHASE, FLEE, PLAN };

/* T things of N arenas, each (T,) but where another shape stands beside it. */
struct things {
    int count;
    double cost;
    const float *ground;  /* (N, K, C) planes where nothing stands */
    const float *shows;   /* (N, T, K) */
    const int32_t *homes; /* (N, T) cells */
    const uint64_t *keys; /* (N,) what draws come from */
    const double *pays;
    const uint8_t *repeats, *ends, *eaten, *elsewhere;
    const int32_t *after; /* steps until it is there again, or 0 */
    const int64_t *needs, *gives, *moves, *every;
};

struct life {
    int here, closest, won;
    double earned;
    uint64_t key;
    uint32_t paid, locked; /* locked: things to which it has no key */
    int32_t absent[MOST];  /* steps until it is there again: 0 it is there, NEVER */
    int16_t at[MOST];
    uint32_t standing[WIDE];
};

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t fold(uint64_t key, uint64_t word)
{
    return mix((key + 0x9E3779B97F4A7C15u) ^ mix(word));
}

static int below(uint64_t key, uint64_t i, uint64_t n)
{
    return (int)(((mix(key + (i + 1) * 0x9E3779B97F4A7C15u) >> 32) * n) >> 32);
}

enum { STEPS = 6, REGROW = 7 }; /* words of keys */

/* Drives of all cells (C,) by ground alone, added in the order of planes. */
static void survey(const float *restrict rule, const float *restrict ground, int kinds, int cells,
                   float drives[restrict])
{
    for (int c = 0; c < cells; c++)
        drives[c] = rule[2];
    for (int k = 0; k < kinds; k++)
        for (int c = 0; c < cells; c++)
            drives[c] += rule[3 + k] * ground[k * cells + c];
    for (int c = 0; c < cells; c++)
        drives[c] += rule[3 + kinds] * 0.0f; /* nothing of it is unseen */
}

static float drive(const float *restrict rule, const float *restrict ground, int kinds, int cells,
                   const float *restrict shows, uint32_t standing)
{
    float sum = rule[2];
    for (int k = 0; k < kinds; k++) {
        float shown = ground[k * cells];
        for (uint32_t left = standing; left; left &= left - 1)
            shown += shows[__builtin_ctz(left) * kinds + k];
        sum += rule[3 + k] * shown;
    }
    return sum + rule[3 + kinds] * 0.0f;
}

static void reveal(const float *restrict rule, const struct world *world, const struct things *things, int64_t n,
                   const struct life *life, const float *restrict drives, int sight, int l,
                   float driven[restrict][L])
{
    const int size = world->size, stride = size + 2, cells = stride * stride, kinds = world->kinds;
    const int y = life->here / stride - 1, x = life->here % stride - 1;
    const int top = y > sight ? y - sight : 0, bottom = y + sight < size ? y + sight : size - 1;
    const int left = x > sight ? x - sight : 0, right = x + sight < size ? x + sight : size - 1;
    for (int i = top; i <= bottom; i++)
        for (int j = left; j <= right; j++) {
            const int c = (i + 1) * stride + j + 1;
            const uint32_t standing = life->standing[c];
            driven[i * size + j][l] =
                standing ? drive(rule, things->ground + n * kinds * cells + c, kinds, cells,
                                 things->shows + n * things->count * kinds, standing)
                         : drives[n * cells + c];
        }
}

static int same(int count, const float *restrict one, const float *restrict other)
{
    int differ = 0;
    for (int i = 0; i < count; i++)
        differ |= one[i] != other[i];
    return !differ;
}

static double touch(const struct things *things, struct life *life, int t)
{
    double reward = 0.0;
    if (things->repeats[t] || !(life->paid >> t & 1)) {
        life->paid |= 1u << t;
        reward = things->pays[t];
        life->won |= reward > 0;
    }
    if (things->gives[t] >= 0)
        for (int other = 0; other < things->count; other++)
            if (things->needs[other] == things->gives[t])
                life->locked &= ~(1u << other);
    if (things->eaten[t]) {
        life->absent[t] = things->after[t] ? things->after[t] + 1 : NEVER;
        life->standing[life->at[t]] &= ~(1u << t);
    }
    return reward;
}

/* The first step, in the order of moves, on a shortest way from a cell to the agent; the cell if none leads there. */
static int plan(const uint8_t *restrict walls, const struct life *life, uint32_t locks, int from, int cells,
                const int moves[4])
{
    int16_t distance[WIDE], queue[WIDE];
    if (from == life->here)
        return from;
    for (int c = 0; c < cells; c++)
        distance[c] = walls[c] || life->standing[c] & locks ? WIDE : -1;
    distance[life->here] = 0;
    queue[0] = life->here;
    for (int head = 0, tail = 1; head < tail; head++) {
        const int cell = queue[head];
        for (int a = 0; a < 4; a++) {
            const int near = cell + moves[a];
            if (near == from) { /* all cells as far as this one have been reached */
                for (int b = 0; b < 4; b++)
                    if (distance[from + moves[b]] == distance[cell])
                        return from + moves[b];
            }
            if (distance[near] < 0) {
                distance[near] = distance[cell] + 1;
                queue[tail++] = near;
            }
        }
    }
    return from;
}

static int come_back(const uint8_t *restrict walls, const struct things *things, const struct life *life, int64_t n,
                     int t, int cells, int step)
{
    if (!things->elsewhere[t])
        return things->homes[n * things->count + t];
    int16_t room[WIDE];
    int count = 0;
    for (int c = 0; c < cells; c++) {
        room[count] = c;
        count += !walls[c] && !life->standing[c] && c != life->here;
    }
    return count ? room[below(fold(life->key, REGROW), step * things->count + t, count)] : life->here;
}

/* Take a step to a cell that is no wall; whether it ended the life. *stirred: whether things changed. */
static int advance(const struct world *world, const struct things *things, struct life *life, int64_t n, int near,
                   int step, uint32_t movers, uint32_t locks, uint32_t *away, int *stirred)
{
    const int stride = world->size + 2, cells = stride * stride;
    const int moves[4] = {-stride, 1, stride, -1};
    const uint8_t *walls = world->walls + n * cells;
    double reward = -things->cost;
    if (!(life->standing[near] & life->locked))
        life->here = near;
    int ended = 0;
    for (uint32_t left = life->standing[life->here]; left; left &= left - 1) {
        const int t = __builtin_ctz(left);
        reward += touch(things, life, t);
        ended |= things->ends[t];
        if (things->eaten[t]) {
            *away |= 1u << t;
            *stirred = 1;
        }
    }
    for (uint32_t left = ended ? 0 : movers & ~*away; left; left &= left - 1) {
        const int t = __builtin_ctz(left), from = life->at[t];
        if ((step + 1) % things->every[t])
            continue;
        int to = from;
        if (things->moves[t] == RANDOM) {
            const int beside = from + moves[below(life->key, step * things->count + t, 4)];
            to = walls[beside] || life->standing[beside] & locks ? from : beside;
        } else {
            to = plan(walls, life, locks, from, cells, moves);
        }
        if (to == from)
            continue;
        *stirred = 1;
        life->standing[from] &= ~(1u << t);
        life->standing[to] |= 1u << t;
        life->at[t] = to;
        if (to == life->here) {
            reward += touch(things, life, t);
            *away |= (uint32_t)things->eaten[t] << t;
            if (things->ends[t]) {
                ended = 1;
                break;
            }
        }
    }
    for (uint32_t left = ended ? 0 : *away; left; left &= left - 1) {
        const int t = __builtin_ctz(left);
        if (life->absent[t] < 0 || --life->absent[t])
            continue;
        const int place = come_back(walls, things, life, n, t, cells, step);
        if (place == life->here) {
            life->absent[t] = 1;
            continue;
        }
        *stirred = 1;
        *away &= ~(1u << t);
        life->at[t] = place;
        life->standing[place] |= 1u << t;
        life->paid &= ~(1u << t);
    }
    life->earned += reward;
    return ended;
}

void moving(int brains, int genes, const float *genomes, const struct world *world, const struct things *things,
            int ticks, int sight, double *score)
{
    const int size = world->size, stride = size + 2, units = size * size, cells = stride * stride;
    const int starts = world->starts, kinds = world->kinds, lives = world->arenas * starts, count = things->count;
    const int moves[4] = {-stride, 1, stride, -1};
    uint32_t movers = 0, locks = 0;
    for (int t = 0; t < count; t++) {
        movers |= (uint32_t)(things->moves[t] != STILL) << t;
        locks |= (uint32_t)(things->needs[t] >= 0) << t;
    }
#pragma omp parallel
    {
    float(*const sheets)[L] = aligned_alloc(64, sizeof(float[L]) * (2 * cells + units));
    float(*const sheet[2])[L] = {sheets, sheets + cells};
    float(*const driven)[L] = sheets + 2 * cells;
    float *const drives = malloc(sizeof(float) * world->arenas * cells);
    struct life *const of = malloc(sizeof(struct life) * L);
    memset(sheets, 0, sizeof(float[L]) * 2 * cells); /* the ring stays at rest */
#pragma omp for schedule(static)
    for (int p = 0; p < brains; p++) {
        const float *genome = genomes + (int64_t)p * genes;
        const float gain = genome[4 + kinds];
        float hidden = genome[2];
        for (int k = 0; k < kinds; k++)
            hidden += genome[3 + k] * 0.0f;
        hidden += genome[3 + kinds];
        for (int n = 0; n < world->arenas; n++)
            survey(genome, things->ground + (int64_t)n * kinds * cells, kinds, cells, drives + n * cells);
        double total = 0.0;
        for (int first = 0; first < lives; first += L) {
            const int most = lives - first < L ? lives - first : L;
            int going[L], now = 0, left = most;
            uint32_t away[L] = {0};
            for (int q = 0; q < units; q++)
                for (int l = 0; l < L; l++)
                    driven[q][l] = hidden;
            for (int l = 0; l < most; l++) {
                const int64_t n = (first + l) / starts;
                const int start = world->begins[first + l];
                struct life *life = of + l;
                going[l] = l;
                life->here = start;
                life->closest = world->distance[n * cells + start];
                life->won = 0;
                life->earned = 0.0;
                life->key = fold(fold(fold(things->keys[n], STEPS), start), 0);
                life->paid = 0;
                life->locked = locks;
                memset(life->standing, 0, sizeof(uint32_t) * cells);
                for (int t = 0; t < count; t++) {
                    life->at[t] = things->homes[n * count + t];
                    life->absent[t] = 0;
                    life->standing[life->at[t]] |= 1u << t;
                }
                reveal(genome, world, things, n, life, drives, sight, l, driven);
            }
            memset(sheet[0], 0, sizeof(float[L]) * cells);
            for (int step = 0; step < world->steps && left; step++) {
                for (int i = 1, look = 4; i <= ticks; i++) {
                    tick(genome[0], genome[1], size, driven, sheet[now], sheet[1 - now]);
                    now = 1 - now;
                    if (i == look) {
                        look *= 2;
                        if (same(cells * L, *sheet[0], *sheet[1]))
                            break;
                    }
                }
                int still = 0;
                for (int i = 0; i < left; i++) {
                    const int l = going[i];
                    const int64_t n = (first + l) / starts;
                    struct life *life = of + l;
                    const int here = life->here;
                    const int next = here + moves[choose(sheet[now], here, stride, l, gain)];
                    int stirred = 0;
                    const int ended =
                        advance(world, things, life, n, world->walls[n * cells + next] ? here : next, step, movers,
                                locks, away + l, &stirred);
                    const int far = world->distance[n * cells + life->here];
                    if (far >= 0 && (life->closest < 0 || far < life->closest))
                        life->closest = far;
                    if (ended)
                        continue;
                    if (stirred || life->here != here)
                        reveal(genome, world, things, n, life, drives, sight, l, driven);
                    going[still++] = l;
                }
                left = still;
            }
            for (int l = 0; l < most; l++) {
                const int64_t n = (first + l) / starts;
                const int way = world->distance[n * cells + world->begins[first + l]];
                double earned = of[l].earned;
                if (!of[l].won && way > 0)
                    earned += world->shaping * (way - of[l].closest) / way;
                total += earned;
            }
        }
        score[p] = total / lives;
    }
    free(of);
    free(drives);
    free(sheets);
    }
}
