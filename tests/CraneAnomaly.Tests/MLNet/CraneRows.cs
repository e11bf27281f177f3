using CraneAnomaly.Detectors;

namespace CraneAnomaly.Tests.MLNet;

/// <summary>Rows in which three hidden causes move every feature, with a little noise.</summary>
internal static class CraneRows
{
    public static TrainingSet Make(int count, int columns, int causes = 3, float noise = 0.1f, int constant = -1,
        ulong seed = 7)
    {
        ulong state = seed;
        var mixing = new float[causes * columns];
        foreach (ref float m in mixing.AsSpan()) m = Next(ref state);
        var rows = new float[count * columns];
        Span<float> cause = stackalloc float[causes];
        for (int i = 0; i < count; i++)
        {
            foreach (ref float c in cause) c = Next(ref state);
            for (int j = 0; j < columns; j++)
            {
                float x = noise * Next(ref state);
                for (int k = 0; k < causes; k++) x += mixing[(k * columns) + j] * cause[k];
                rows[(i * columns) + j] = j == constant ? 4 : 100 + (10 * (j + 1) * x);
            }
        }

        return new("window", [.. Enumerable.Range(0, columns).Select(j => $"f{j}")], rows);
    }

    // Uniform on -1..1; xorshift64 (Marsaglia 2003).
    public static float Next(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return ((state >> 40) / (float)(1 << 23)) - 1;
    }
}
