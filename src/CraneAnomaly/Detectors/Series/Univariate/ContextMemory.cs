using System.Runtime.Intrinsics;

namespace CraneAnomaly.Detectors.Series.Univariate;

/// <summary>
/// Categories of what was seen, as in adaptive resonance (Carpenter and Grossberg, 1991) and leader clustering
/// (Hartigan, 1975): a point nearer than the vigilance to a known one belongs to it; any other becomes one itself.
/// How far a point lies from the nearest is how new it is, once: when it comes again, it is known. When the memory is
/// full, the one not met for longest goes.
/// </summary>
/// <param name="byDay">Whether points are a value and its time of day, 704 of them; else four values, 352.</param>
internal sealed class ContextMemory(bool byDay)
{
    /// <summary>The distance from which on a point is a category of its own.</summary>
    public const float Vigilance = 0.1f;

    /// <summary>Two bytes each. On the development part of NAB, categories by day score 49, 61, 67, 70 and 70 points for 64, 128,
    /// 256, 512 and 704 of them with its warm-up, 44, 49, 55, 62 and 63 with the default one; twice as many as 704 no more.</summary>
    public const int Numbers = 1408;

    // Half the learned range is the radius of the day: six hours count as much as three quarters of the range.
    private const float PhaseUnit = (float)(0.5 * 2 * Math.PI / 65_536);

    private readonly ushort[] _points = new ushort[Numbers];
    private readonly int _dimensions = byDay ? 2 : 4;
    private int _count;

    /// <summary>Whether points are a value and its time of day.</summary>
    public bool ByDay => byDay;

    private int Capacity => Numbers / _dimensions;

    /// <summary>Shows four values, where points are such.</summary>
    /// <returns>The distance from the nearest category, before it changed anything; 0 for the first.</returns>
    public double Meet(Vector128<float> point)
    {
        float squared = Nearest(point, out int nearest);
        bool isNew = _count == 0 || squared > Vigilance * Vigilance;
        int place = Place(isNew, nearest);
        for (int i = 0; i < _dimensions; i++) ToFront(i, place, isNew ? Encode(point[i]) : Lane(i)[place]);
        return _count == 1 && isNew ? 0 : Math.Sqrt(squared);
    }

    /// <summary>Shows a value and its time of day, where points are such.</summary>
    /// <param name="value">The value.</param>
    /// <param name="phase">The time of day in parts of 65,536; -1 when unknown: then the value alone counts, and is not kept.</param>
    /// <returns>The distance from the nearest category, before it changed anything; 0 for the first.</returns>
    public double Meet(float value, int phase)
    {
        float squared = Nearest(value, phase, out int nearest);
        if (phase < 0) return _count == 0 ? 0 : Math.Sqrt(squared);
        bool isNew = _count == 0 || squared > Vigilance * Vigilance;
        int place = Place(isNew, nearest);
        ToFront(0, place, isNew ? Encode(value) : Lane(0)[place]);
        ToFront(1, place, isNew ? (ushort)phase : Lane(1)[place]);
        return _count == 1 && isNew ? 0 : Math.Sqrt(squared);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(_count);
        for (int i = 0; i < _dimensions; i++)
            foreach (ushort number in Lane(i)[.._count]) writer.WriteInt32(number);
    }

    public void Load(ref StateReader reader)
    {
        _count = reader.ReadCount(_dimensions * sizeof(int));
        if (_count > Capacity) throw reader.Damaged($"{_count} categories, of {Capacity}");
        for (int i = 0; i < _dimensions; i++)
        {
            foreach (ref ushort number in Lane(i)[.._count])
            {
                int read = reader.ReadInt32();
                bool isPhase = byDay && i == 1;
                if (read is < 0 or > ushort.MaxValue || (!isPhase && !float.IsFinite(Decode((ushort)read))))
                    throw reader.Damaged("a category is no point");
                number = (ushort)read;
            }
        }
    }

    // The upper half of a float: a four-hundredth of the value is finer than the vigilance.
    private static ushort Encode(float value) => (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16);

    private static float Decode(ushort half) => BitConverter.UInt32BitsToSingle((uint)half << 16);

    private Span<ushort> Lane(int dimension) => _points.AsSpan(dimension * Capacity, Capacity);

    private int Place(bool isNew, int nearest)
    {
        if (!isNew) return nearest;
        if (_count < Capacity) _count++;
        return _count - 1;
    }

    // In order of when they were last met: the last is that which may go.
    private void ToFront(int dimension, int place, ushort number)
    {
        var lane = Lane(dimension);
        lane[..place].CopyTo(lane[1..]);
        lane[0] = number;
    }

    private float Nearest(Vector128<float> point, out int nearest)
    {
        Vector256<float> a = Vector256.Create(point[0]), b = Vector256.Create(point[1]);
        Vector256<float> c = Vector256.Create(point[2]), d = Vector256.Create(point[3]);
        ReadOnlySpan<ushort> first = Lane(0), second = Lane(1), third = Lane(2), fourth = Lane(3);
        var best = new Best(_count);
        for (int i = 0; i < _count; i += 8)
        {
            Vector256<float> x = Decode(first, i) - a, y = Decode(second, i) - b, z = Decode(third, i) - c, w = Decode(fourth, i) - d;
            best.Take(x * x + y * y + (z * z + w * w));
        }

        return best.Least(out nearest);
    }

    private float Nearest(float value, int phase, out int nearest)
    {
        var a = Vector256.Create(value);
        var now = Vector128.Create((short)(ushort)phase);
        var unit = Vector256.Create(phase < 0 ? 0 : PhaseUnit);
        ReadOnlySpan<ushort> values = Lane(0), phases = Lane(1);
        var best = new Best(_count);
        for (int i = 0; i < _count; i += 8)
        {
            // Of sixteen bits the difference is the shorter way round the day.
            var ahead = Vector128.Create(phases.Slice(i, 8)).AsInt16() - now;
            var y = Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(ahead), Vector128.WidenUpper(ahead))) * unit;
            var x = Decode(values, i) - a;
            best.Take(x * x + y * y);
        }

        return best.Least(out nearest);
    }

    private static Vector256<float> Decode(ReadOnlySpan<ushort> lane, int at)
    {
        var halves = Vector128.Create(lane.Slice(at, 8));
        return (Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves)) << 16).AsSingle();
    }

    // Eight categories at a time; the places behind the last are met by none, as they are taken in order.
    private ref struct Best(int count)
    {
        private readonly Vector256<int> _count = Vector256.Create(count);
        private Vector256<float> _distance = Vector256.Create(float.MaxValue);
        private Vector256<int> _at = Vector256<int>.Zero, _now = Vector256.CreateSequence(0, 1);

        public void Take(Vector256<float> distance)
        {
            var nearer = (Vector256.LessThan(distance, _distance).AsInt32() & Vector256.LessThan(_now, _count)).AsSingle();
            _distance = Vector256.ConditionalSelect(nearer, distance, _distance);
            _at = Vector256.ConditionalSelect(nearer.AsInt32(), _now, _at);
            _now += Vector256.Create(8);
        }

        public readonly float Least(out int nearest)
        {
            float least = float.MaxValue;
            nearest = 0;
            for (int i = 0; i < 8; i++)
            {
                if (_distance[i] > least || (_distance[i] == least && _at[i] >= nearest)) continue;
                (least, nearest) = (_distance[i], _at[i]);
            }

            return least;
        }
    }
}
