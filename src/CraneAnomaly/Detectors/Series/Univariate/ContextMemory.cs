using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Categories of what was seen, as in adaptive resonance (Carpenter and Grossberg, 1991) and leader clustering
/// (Hartigan, 1975): a point nearer than the vigilance to a known one belongs to it; any other becomes one itself.
/// How far a point lies from the nearest is how new it is, once: when it comes again, it is known. When the memory is
/// full, the one not met for longest goes.
/// </summary>
internal sealed class ContextMemory
{
    /// <summary>Categories kept.</summary>
    public const int Capacity = 512;

    /// <summary>Numbers of a point.</summary>
    public const int Dimensions = 4;

    /// <summary>The distance from which on a point is a category of its own.</summary>
    public const float Vigilance = 0.1f;

    private readonly float[] _points = new float[Dimensions * Capacity];
    private readonly long[] _met = new long[Capacity];
    private int _count;
    private long _now;

    /// <summary>Bytes that it takes.</summary>
    public int StateBytes => _points.Length * sizeof(float) + _met.Length * sizeof(long);

    /// <summary>Shows a point.</summary>
    /// <returns>Its distance from the nearest category, before it changed anything; 0 for the first.</returns>
    public double Meet(Vector128<float> point)
    {
        _now++;
        float squared = Nearest(point, out int nearest);
        if (_count > 0 && squared <= Vigilance * Vigilance)
        {
            _met[nearest] = _now;
            return Math.Sqrt(squared);
        }

        int place = _count;
        if (_count < Capacity) _count++;
        else place = LongestUnmet();
        for (int i = 0; i < Dimensions; i++) _points[i * Capacity + place] = point[i];
        _met[place] = _now;
        return _count == 1 ? 0 : Math.Sqrt(squared);
    }

    // Eight categories at a time; the places behind the last are met by none, as they are taken in order.
    private float Nearest(Vector128<float> point, out int nearest)
    {
        var first = MemoryMarshal.Cast<float, Vector256<float>>(_points.AsSpan(0, Capacity));
        var second = MemoryMarshal.Cast<float, Vector256<float>>(_points.AsSpan(Capacity, Capacity));
        var third = MemoryMarshal.Cast<float, Vector256<float>>(_points.AsSpan(2 * Capacity, Capacity));
        var fourth = MemoryMarshal.Cast<float, Vector256<float>>(_points.AsSpan(3 * Capacity, Capacity));
        Vector256<float> a = Vector256.Create(point[0]), b = Vector256.Create(point[1]);
        Vector256<float> c = Vector256.Create(point[2]), d = Vector256.Create(point[3]);
        var best = Vector256.Create(float.MaxValue);
        var bestAt = Vector256<int>.Zero;
        var at = Vector256.CreateSequence(0, 1);
        var count = Vector256.Create(_count);
        int blocks = (_count + 7) / 8;
        for (int i = 0; i < blocks; i++)
        {
            Vector256<float> x = first[i] - a, y = second[i] - b, z = third[i] - c, w = fourth[i] - d;
            var distance = x * x + y * y + (z * z + w * w);
            var nearer = (Vector256.LessThan(distance, best).AsInt32() & Vector256.LessThan(at, count)).AsSingle();
            best = Vector256.ConditionalSelect(nearer, distance, best);
            bestAt = Vector256.ConditionalSelect(nearer.AsInt32(), at, bestAt);
            at += Vector256.Create(8);
        }

        float least = float.MaxValue;
        nearest = int.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            if (best[i] > least || (best[i] == least && bestAt[i] >= nearest)) continue;
            (least, nearest) = (best[i], bestAt[i]);
        }

        return least;
    }

    private int LongestUnmet()
    {
        int longest = 0;
        for (int i = 1; i < Capacity; i++)
            if (_met[i] < _met[longest]) longest = i;
        return longest;
    }
}
