/* The workload of `evosim bench wave` in C: brains of a cortex with one rule settle and walk in blocks of 16 arenas.
 *
 * Written to be fast: lanes innermost and contiguous, scratch of a thread's own, nothing aliased, OpenMP over
 * brains. Compiled with strict arithmetic it gives the very bits of evosim's kernels; with -ffast-math it may not.
 *
 * P brains of G genes, Q units, C cells of the arena with its ring, B blocks of L arenas. Planes are (B, K, Q, L). A
 * genome is the rule (self, near, bias, drive of each plane), then the gain of the readout.
 */
#include "sheet.h"

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

/* score (P,): the mean over lives. */
void wave(int brains, int genes, const float *genomes, const struct world *world, int ticks, double *score)
{
    const int size = world->size, stride = size + 2, units = size * size, cells = stride * stride;
    const int arenas = world->arenas, starts = world->starts, kinds = world->kinds, blocks = (arenas + L - 1) / L;
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
            sense(genome, world->planes + (int64_t)b * kinds * units * L, kinds, units, driven);
            memset(sheet[0], 0, sizeof(float) * L * cells);
            memset(sheet[1], 0, sizeof(float) * L * cells);
            int now = 0;
            for (int t = 0; t < ticks; t++, now = 1 - now)
                tick(genome[0], genome[1], size, driven, sheet[now], sheet[1 - now]);
            for (int l = 0; l < L && b * L + l < arenas; l++) {
                const int n = b * L + l;
                const uint8_t *wall = world->walls + (int64_t)n * cells;
                const int16_t *touch = world->touch + (int64_t)n * cells;
                const int32_t *far = world->distance + (int64_t)n * cells;
                memset(known, -1, cells);
                for (int j = 0; j < starts; j++) {
                    int c = world->begins[n * starts + j], won = 0;
                    const int way = far[c];
                    int closest = way;
                    for (int t = 0; t < world->steps && !won; t++) {
                        if (known[c] < 0)
                            known[c] = (int8_t)choose(sheet[now], c, stride, l, gain);
                        const int next = c + moves[known[c]];
                        if (wall[next])
                            break; /* it would bump for ever */
                        c = next;
                        if (far[c] >= 0 && far[c] < closest)
                            closest = far[c];
                        won = touch[c] != 0;
                    }
                    total += earned(world, won, way, closest);
                }
            }
        }
        score[p] = total / (arenas * starts);
    }
    free(sheets);
    free(known);
    }
}
