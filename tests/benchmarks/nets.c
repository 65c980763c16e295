/* The workloads of `evosim bench reflex` and `memory` in C: nets on a window of (2r + 1)² cells with K planes each.
 *
 * As many places are asked at once as a vector has lanes: weights are numbers, inputs and hidden units are
 * vectors, and nothing waits for a sum along a vector. Planes are (N, D, K) of the D cells of the arena inside a ring of
 * walls r wide, so that a row of the window is one run of numbers. A genome is (I + 1, H) weights into the hidden
 * units, the last row their biases, and (H + 1, 4) from them to the actions; of a memory I counts the H units as well.
 */
#include "world.h"

#ifdef __AVX512F__
#define V 16 /* lanes of a vector of the processor */
#else
#define V 8
#endif
typedef float lanes __attribute__((vector_size(4 * V)));

static inline void squash(int count, float *out, const float *in)
{
    for (int i = 0; i < count; i++)
        out[i] = in[i] / (1.0f + __builtin_fabsf(in[i]));
}

/* Some outputs of a layer together, so that their sums stay in registers and do not wait for one another. */
static inline __attribute__((always_inline)) void sums(const int together, int inputs, int outputs,
                                                       const float *restrict weights, const lanes *restrict in,
                                                       lanes *restrict out)
{
    lanes sum[together];
    for (int k = 0; k < together; k++)
        sum[k] = weights[inputs * outputs + k] - (lanes){0};
    for (int i = 0; i < inputs; i++)
        for (int k = 0; k < together; k++)
            sum[k] += weights[i * outputs + k] * in[i];
    for (int k = 0; k < together; k++)
        out[k] = sum[k];
}

/* Outputs of a layer, bias + sum of weight (I + 1, O) times input, in the order of the inputs. */
static inline void layer(int inputs, int outputs, const float *restrict weights, const lanes *restrict in,
                         lanes *restrict out)
{
    int o = 0;
    for (; o + 8 <= outputs; o += 8)
        sums(8, inputs, outputs, weights + o, in, out + o);
    for (; o + 4 <= outputs; o += 4)
        sums(4, inputs, outputs, weights + o, in, out + o);
    for (; o < outputs; o++)
        sums(1, inputs, outputs, weights + o, in, out + o);
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
static inline void choose(lanes wish[restrict 4], int action[restrict V])
{
    for (int l = 0; l < V; l++) {
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
                for (int from = 0; from < places; from += V) {
                    const int batch = places - from < V ? places - from : V;
                    for (int i = 0; i < batch; i++) {
                        const int k = asked[from + i], row = here[k] / stride - 1, column = here[k] % stride - 1;
                        const int64_t n = first + k % L;
                        look(world->planes + n * wide * wide * kinds, wide, side, kinds, row, column, i, in);
                    }
                    layer(inputs, hidden, genome, in, active);
                    squash(hidden * V, (float *)active, (float *)active);
                    lanes wish[4];
                    int action[V];
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
        for (int first = 0; first < lives; first += V) {
            const int most = lives - first < V ? lives - first : V;
            int going[V], here[V], closest[V], won[V] = {0}, count = most;
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
                squash(hidden * V, (float *)(in + seen), (float *)active);
                lanes wish[4];
                int action[V];
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
