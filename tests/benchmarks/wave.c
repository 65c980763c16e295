/* The workload of `evosim bench wave` in C: brains of a cortex with one rule settle and walk in blocks of 16 arenas.
 *
 * Written to be fast: lanes innermost and contiguous, scratch of a thread's own, nothing aliased, OpenMP over
 * brains. Compiled with strict arithmetic it gives the very bits of evosim's kernels; with -ffast-math it may not.
 *
 * P brains, Q units, C cells of the arena with its ring, N arenas in B blocks of L = 16, J starts, K planes. A genome
 * is the rule (self, near, bias, drive of each plane), then the gain of the readout.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define L 16

static void sense(const float *restrict rule, const float *restrict planes, int kinds, int units,
                  float driven[restrict][L])
{
    for (int q = 0; q < units; q++) {
        for (int l = 0; l < L; l++)
            driven[q][l] = rule[2];
        for (int k = 0; k < kinds; k++)
            for (int l = 0; l < L; l++)
                driven[q][l] += rule[3 + k] * planes[(k * units + q) * L + l];
    }
}

static void tick(float self, float near, int size, float driven[restrict][L], float old[restrict][L],
                 float new[restrict][L])
{
    const int stride = size + 2;
    for (int y = 0; y < size; y++) {
        const int row = (y + 1) * stride + 1;
        for (int x = 0; x < size; x++) {
            const int c = row + x;
            for (int l = 0; l < L; l++) {
                const float sum = (old[c - stride][l] + old[c + stride][l]) + (old[c - 1][l] + old[c + 1][l]);
                float v = (self * old[c][l] + near * sum) + driven[y * size + x][l];
                v = v > 0.0f ? v : 0.0f;
                new[c][l] = v < 1.0f ? v : 1.0f;
            }
        }
    }
}

static int choose(float sheet[restrict][L], int c, int stride, int l, float gain)
{
    float seen[5] = {sheet[c - stride][l], sheet[c + 1][l], sheet[c + stride][l], sheet[c - 1][l], sheet[c][l]};
    float largest = 0.0f;
    for (int i = 0; i < 5; i++)
        largest = seen[i] > largest ? seen[i] : largest;
    int action = 0;
    float best = 0.0f;
    for (int a = 0; a < 4; a++) {
        const float wish = 0.0f + gain * (largest > 0.0f ? seen[a] / largest : 0.0f);
        if (a == 0 || wish > best) {
            best = wish;
            action = a;
        }
    }
    return action;
}

/* score (P,): the mean over lives of 1 where the goal was touched, else of the share of the way gone, times shaping. */
void wave(int brains, int genes, int units, int arenas, int starts, int kinds, int size, int ticks, int steps,
          double shaping, const float *genomes, const float *planes, const uint8_t *walls, const int16_t *touch,
          const int32_t *distance, const int32_t *begins, double *score)
{
    const int stride = size + 2, cells = stride * stride, blocks = (arenas + L - 1) / L;
    const int moves[4] = {-stride, 1, stride, -1};
#pragma omp parallel
    {
    /* as tight as it goes: halves that are a power of two apart would make stores look like they meet loads */
    float(*const sheets)[L] = aligned_alloc(64, sizeof(float[L]) * (2 * cells + units));
    float(*const sheet[2])[L] = {sheets, sheets + cells};
    float(*const driven)[L] = sheets + 2 * cells;
    int8_t *const known = malloc(cells);
#pragma omp for schedule(static)
    for (int p = 0; p < brains; p++) {
        const float *genome = genomes + (int64_t)p * genes;
        const float gain = genome[3 + kinds];
        double total = 0.0;
        for (int b = 0; b < blocks; b++) {
            sense(genome, planes + (int64_t)b * kinds * units * L, kinds, units, driven);
            memset(sheet[0], 0, sizeof(float) * L * cells);
            memset(sheet[1], 0, sizeof(float) * L * cells);
            int now = 0;
            for (int t = 0; t < ticks; t++, now = 1 - now)
                tick(genome[0], genome[1], size, driven, sheet[now], sheet[1 - now]);
            for (int l = 0; l < L && b * L + l < arenas; l++) {
                const int n = b * L + l;
                const uint8_t *wall = walls + (int64_t)n * cells;
                const int32_t *far = distance + (int64_t)n * cells;
                memset(known, -1, cells);
                for (int j = 0; j < starts; j++) {
                    int c = begins[n * starts + j];
                    int closest = far[c];
                    double earned = 0.0;
                    for (int t = 0; t < steps; t++) {
                        if (known[c] < 0)
                            known[c] = (int8_t)choose(sheet[now], c, stride, l, gain);
                        const int next = c + moves[known[c]];
                        if (wall[next])
                            break; /* it would bump for ever */
                        c = next;
                        if (far[c] >= 0 && far[c] < closest)
                            closest = far[c];
                        if (touch[(int64_t)n * cells + c]) {
                            earned = 1.0;
                            break;
                        }
                    }
                    const int way = far[begins[n * starts + j]];
                    if (earned == 0.0 && way > 0)
                        earned += shaping * (way - closest) / way;
                    total += earned;
                }
            }
        }
        score[p] = total / (arenas * starts);
    }
    free(sheets);
    free(known);
    }
}
