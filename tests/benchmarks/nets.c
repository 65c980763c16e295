/* The workloads of `evosim bench reflex` and `memory` in C: nets on a window of (2r + 1)² cells with K planes each.
 *
 * L = 16 places are asked at once, a place in each lane of a vector: weights are numbers, inputs and hidden units are
 * vectors, and nothing waits for a sum along a vector. Planes are (N, D, K) of the D cells of the arena inside a ring of
 * walls r wide, so that a row of the window is one run of numbers. A genome is (I + 1, H) weights into the hidden
 * units, the last row their biases, and (H + 1, 4) from them to the actions; of a memory I counts the H units as well.
 */
#include "world.h"

typedef float lanes __attribute__((vector_size(4 * L)));
#define TILE 4 /* hidden units worked out together: their sums do not wait for one another */

static inline void squash(int count, float *out, const float *in)
{
    for (int i = 0; i < count; i++)
        out[i] = in[i] / (1.0f + __builtin_fabsf(in[i]));
}

/* Outputs of one layer, bias + sum of weight (I + 1, H) times input, in the order of the inputs. */
static inline void layer(int inputs, int outputs, const float *restrict weights, const lanes *restrict in,
                         lanes *restrict out)
{
    for (int o = 0; o < outputs; o += TILE) {
        const int tile = outputs - o < TILE ? outputs - o : TILE;
        lanes sum[TILE];
        if (tile == TILE) {
            for (int k = 0; k < TILE; k++)
                sum[k] = weights[inputs * outputs + o + k] - (lanes){0};
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < TILE; k++)
                    sum[k] += weights[i * outputs + o + k] * in[i];
        } else
            for (int k = 0; k < tile; k++) {
                sum[k] = weights[inputs * outputs + o + k] - (lanes){0};
                for (int i = 0; i < inputs; i++)
                    sum[k] += weights[i * outputs + o + k] * in[i];
            }
        for (int k = 0; k < tile; k++)
            out[o + k] = sum[k];
    }
}

/* The window around a cell (row and column of the arena, from 0) into lane l of the inputs. */
static inline void look(const float *restrict planes, int wide, int side, int kinds, int row, int column, int l,
                        lanes *restrict in)
{
    const int run = side * kinds;
    for (int y = 0; y < side; y++) {
        const float *from = planes + ((row + y) * wide + column) * kinds;
        for (int i = 0; i < run; i++)
            in[y * run + i][l] = from[i];
    }
}

/* The first of the largest preferences in each lane. */
static inline void choose(lanes wish[restrict 4], int action[restrict L])
{
    for (int l = 0; l < L; l++) {
        float best = wish[0][l];
        int which = 0;
        for (int a = 1; a < 4; a++) {
            which = wish[a][l] > best ? a : which;
            best = wish[a][l] > best ? wish[a][l] : best;
        }
        action[l] = which;
    }
}

/* An agent that reacts goes round once it comes back to a cell, and bumps for ever once it does: what it does in a cell
 * is worked out once, and lives end where nothing new can happen. Those of a block go in step. */
void reflex(int brains, int genes, const float *genomes, const struct world *world, int hidden, int radius,
            double *score)
{
    const int size = world->size, stride = size + 2, cells = stride * stride, kinds = world->kinds;
    const int side = 2 * radius + 1, wide = size + 2 * radius, inputs = side * side * kinds;
    const int arenas = world->arenas, starts = world->starts, most = L * starts;
    const int moves[4] = {-stride, 1, stride, -1};
#pragma omp parallel
    {
    lanes *const in = aligned_alloc(64, sizeof(lanes) * (inputs + hidden)), *const active = in + inputs;
    int16_t(*const next)[L] = malloc(sizeof(int16_t[L]) * cells); /* 0 where it was not asked, -1 where it was just now */
    int *const life = malloc(sizeof(int) * 6 * most);
    int *const here = life, *const before = here + most, *const closest = before + most, *const won = closest + most;
    int *const going = won + most, *const asked = going + most;
#pragma omp for schedule(static)
    for (int p = 0; p < brains; p++) {
        const float *genome = genomes + (int64_t)p * genes, *const outgoing = genome + (inputs + 1) * hidden;
        double total = 0.0;
        for (int first = 0; first < arenas; first += L) {
            const int block = arenas - first < L ? arenas - first : L;
            int count = 0;
            for (int j = 0; j < starts; j++)
                for (int l = 0; l < block; l++, count++) {
                    const int k = j * L + l;
                    going[count] = k;
                    here[k] = before[k] = world->begins[(first + l) * starts + j];
                    closest[k] = world->distance[(int64_t)(first + l) * cells + here[k]];
                    won[k] = 0;
                }
            memset(next, 0, sizeof(int16_t[L]) * cells);
            for (int t = 0, mark = 1; t < world->steps && count; t++) {
                int places = 0;
                for (int i = 0; i < count; i++) {
                    const int k = going[i];
                    int16_t *const to = &next[here[k]][k % L];
                    asked[places] = k;
                    places += *to == 0;
                    *to = *to ? *to : -1;
                }
                for (int from = 0; from < places; from += L) {
                    const int batch = places - from < L ? places - from : L;
                    for (int i = 0; i < batch; i++) {
                        const int k = asked[from + i], row = here[k] / stride - 1, column = here[k] % stride - 1;
                        const int64_t n = first + k % L;
                        look(world->planes + n * wide * wide * kinds, wide, side, kinds, row, column, i, in);
                    }
                    layer(inputs, hidden, genome, in, active);
                    squash(hidden * L, (float *)active, (float *)active);
                    lanes wish[4];
                    int action[L];
                    layer(hidden, 4, outgoing, active, wish);
                    choose(wish, action);
                    for (int i = 0; i < batch; i++) {
                        const int k = asked[from + i], c = here[k], to = c + moves[action[i]];
                        next[c][k % L] = world->walls[(int64_t)(first + k % L) * cells + to] ? c : to;
                    }
                }
                int left = 0;
                for (int i = 0; i < count; i++) {
                    const int k = going[i], to = next[here[k]][k % L];
                    const int64_t at = (int64_t)(first + k % L) * cells + to;
                    if (to == here[k])
                        continue; /* it bumps for ever */
                    here[k] = to;
                    const int far = world->distance[at];
                    closest[k] = (unsigned)far < (unsigned)closest[k] ? far : closest[k];
                    won[k] = world->touch[at] != 0;
                    going[left] = k;
                    left += !won[k] && to != before[k];
                }
                count = left;
                if (t + 1 == mark) {
                    mark *= 2;
                    for (int i = 0; i < count; i++)
                        before[going[i]] = here[going[i]];
                }
            }
            for (int l = 0; l < block; l++)
                for (int j = 0; j < starts; j++) {
                    const int start = world->begins[(first + l) * starts + j], k = j * L + l;
                    total += earned(world, won[k], world->distance[(int64_t)(first + l) * cells + start], closest[k]);
                }
        }
        score[p] = total / (arenas * starts);
    }
    free(in);
    free(next);
    free(life);
    }
}

/* State is kept for a life, and every step is another. */
void memory(int brains, int genes, const float *genomes, const struct world *world, int hidden, int radius,
            double *score)
{
    const int size = world->size, stride = size + 2, cells = stride * stride, kinds = world->kinds;
    const int side = 2 * radius + 1, wide = size + 2 * radius, seen = side * side * kinds, inputs = seen + hidden;
    const int starts = world->starts, lives = world->arenas * starts;
    const int moves[4] = {-stride, 1, stride, -1};
#pragma omp parallel
    {
    lanes *const in = aligned_alloc(64, sizeof(lanes) * (inputs + hidden)), *const active = in + inputs;
#pragma omp for schedule(static)
    for (int p = 0; p < brains; p++) {
        const float *genome = genomes + (int64_t)p * genes, *const outgoing = genome + (inputs + 1) * hidden;
        double total = 0.0;
        for (int first = 0; first < lives; first += L) {
            const int most = lives - first < L ? lives - first : L;
            int going[L], here[L], closest[L], won[L] = {0}, count = most;
            memset(in, 0, sizeof(lanes) * inputs);
            for (int l = 0; l < most; l++) {
                going[l] = l;
                here[l] = world->begins[first + l];
                closest[l] = world->distance[(int64_t)((first + l) / starts) * cells + here[l]];
            }
            for (int i = 0; i < most; i++)
                look(world->planes + (int64_t)((first + i) / starts) * wide * wide * kinds, wide, side, kinds,
                     here[i] / stride - 1, here[i] % stride - 1, i, in);
            for (int t = 0; t < world->steps && count; t++) {
                layer(inputs, hidden, genome, in, active);
                squash(hidden * L, (float *)(in + seen), (float *)active);
                lanes wish[4];
                int action[L];
                layer(hidden, 4, outgoing, in + seen, wish);
                choose(wish, action);
                int left = 0;
                for (int i = 0; i < count; i++) {
                    const int l = going[i], to = here[l] + moves[action[l]];
                    const int64_t n = (first + l) / starts, at = n * cells + to;
                    if (!world->walls[at]) { /* or it sees what it saw */
                        here[l] = to;
                        const int far = world->distance[at];
                        if (far >= 0 && (closest[l] < 0 || far < closest[l]))
                            closest[l] = far;
                        won[l] = world->touch[at] != 0;
                        if (won[l])
                            continue;
                        look(world->planes + n * wide * wide * kinds, wide, side, kinds, to / stride - 1,
                             to % stride - 1, l, in);
                    }
                    going[left++] = l;
                }
                count = left;
            }
            for (int l = 0; l < most; l++) {
                const int64_t n = (first + l) / starts;
                total += earned(world, won[l], world->distance[n * cells + world->begins[first + l]], closest[l]);
            }
        }
        score[p] = total / lives;
    }
    free(in);
    }
}
