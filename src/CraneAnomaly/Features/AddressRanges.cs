using System.Runtime.InteropServices;

namespace CraneAnomaly.Features;

/// <summary>
/// The addresses of one table that were accessed, as at most <see cref="MaxRanges"/> ranges. When there would be
/// more, the two that are closest are joined: what lies between them then counts as accessed.
/// </summary>
public sealed class AddressRanges
{
    /// <summary>Most ranges kept.</summary>
    public const int MaxRanges = 32;

    private readonly List<(int From, int To)> _ranges = [];

    /// <summary>The ranges, sorted and apart from each other; both ends belong to them.</summary>
    public ReadOnlySpan<(int From, int To)> Ranges => CollectionsMarshal.AsSpan(_ranges);

    /// <summary>Whether all of the addresses were accessed before.</summary>
    public bool Contains(int address, int quantity)
    {
        int to = address + Math.Max(quantity, 1) - 1;
        foreach (var range in Ranges)
            if (address >= range.From && to <= range.To) return true;
        return false;
    }

    /// <summary>Adds addresses.</summary>
    public void Add(int address, int quantity)
    {
        if (address < 0 || Contains(address, quantity)) return;
        int from = address, to = address + Math.Max(quantity, 1) - 1, at = 0;
        while (at < _ranges.Count && _ranges[at].To < from - 1) at++;
        while (at < _ranges.Count && _ranges[at].From <= to + 1)
        {
            from = Math.Min(from, _ranges[at].From);
            to = Math.Max(to, _ranges[at].To);
            _ranges.RemoveAt(at);
        }

        _ranges.Insert(at, (from, to));
        if (_ranges.Count > MaxRanges) JoinClosest();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", _ranges.Take(4).Select(range => range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"))
        + (_ranges.Count > 4 ? ", ..." : "");

    private void JoinClosest()
    {
        int best = 1;
        for (int i = 2; i < _ranges.Count; i++)
            if (_ranges[i].From - _ranges[i - 1].To < _ranges[best].From - _ranges[best - 1].To) best = i;
        _ranges[best - 1] = (_ranges[best - 1].From, _ranges[best].To);
        _ranges.RemoveAt(best);
    }
}
