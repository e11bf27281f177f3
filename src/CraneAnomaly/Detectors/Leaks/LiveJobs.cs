using System.Text;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>The containers that the cranes work on or have worked on lately.</summary>
internal sealed class LiveJobs(SymbolTable symbols)
{
    private const int MostNumbers = 65_536;

    private static readonly Signal Job =
        SignalCatalog.TryFind("job.container", out var signal) ? signal : throw new InvalidOperationException("job.container is no signal");

    private readonly HashSet<ulong> _numbers = [];
    private readonly Queue<ulong> _order = new();
    private readonly Dictionary<int, int> _last = [];

    /// <summary>A crane has told of itself.</summary>
    public void OnRow(CraneState crane)
    {
        double job = crane[Job];
        if (double.IsNaN(job)) return;
        int symbol = (int)job;
        if (_last.TryGetValue(crane.Index, out int last) && last == symbol) return;
        _last[crane.Index] = symbol;
        byte[] number = Encoding.UTF8.GetBytes(symbols.Name(symbol));
        if (!ContainerNumbers.IsValid(number) || !_numbers.Add(Pack(number))) return;
        _order.Enqueue(Pack(number));
        if (_order.Count > MostNumbers) _numbers.Remove(_order.Dequeue());
    }

    /// <summary>Whether a container is one of them.</summary>
    public bool Has(ulong number) => _numbers.Contains(number);

    /// <summary>A number of <see cref="ContainerNumbers.Length"/> bytes, exactly.</summary>
    public static ulong Pack(ReadOnlySpan<byte> number)
    {
        ulong packed = 0;
        for (int i = 0; i < 4; i++) packed = packed * 26 + (ulong)(number[i] - 'A');
        for (int i = 4; i < ContainerNumbers.Length; i++) packed = packed * 10 + (ulong)(number[i] - '0');
        return packed;
    }
}
