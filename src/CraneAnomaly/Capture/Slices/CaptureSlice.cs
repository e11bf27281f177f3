using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Slices;

/// <summary>Changes the bytes of a packet that is copied, such as names in it, without changing their number.</summary>
/// <param name="packet">The bytes, from the link-layer header on.</param>
public delegate void PacketMask(Span<byte> packet);

/// <summary>
/// Copies packets out of captures into one pcapng file, those that are cited with what is said of them as their comment and
/// some packets around each. Not safe for use from two threads.
/// </summary>
/// <param name="output">Where the file goes; it need not seek.</param>
/// <param name="mask">Changes the packets that are copied; null to copy them as they are.</param>
public sealed class CaptureSlice(Stream output, PacketMask? mask = null)
{
    private readonly PcapngWriter _writer = new(output);
    private readonly PacketMask? _mask = mask;
    private string _name = "";
    private long[] _cited = [];
    private IReadOnlyDictionary<long, string> _comments = new Dictionary<long, string>();
    private int _next;
    private int _around;

    /// <summary>Packets copied.</summary>
    public long Packets { get; private set; }

    /// <summary>Packets copied that are cited.</summary>
    public long Cited { get; private set; }

    /// <summary>Copies out of one capture; what is no capture gives nothing.</summary>
    /// <param name="path">The capture, as it is; compressed or not.</param>
    /// <param name="name">Its name, as it is to stand in the file.</param>
    /// <param name="comments">What is said of a frame, by its number from 1.</param>
    /// <param name="around">How many frames before and behind each are copied as well.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public async Task AddAsync(
        string path, string name, IReadOnlyDictionary<long, string> comments, int around, CancellationToken cancellationToken = default)
    {
        (_name, _comments, _around, _next) = (name, comments, around, 0);
        _cited = [.. comments.Keys.Order()];
        if (_cited.Length == 0) return;
        using var input = new CaptureInput<Sink>(path, InputFormat.Auto, new(this), Limits.Default);
        while (_next < _cited.Length && await input.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    private void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data)
    {
        while (_next < _cited.Length && _cited[_next] + _around < packet.Frame) _next++;
        if (_next == _cited.Length || packet.Frame < _cited[_next] - _around) return;
        _comments.TryGetValue(packet.Frame, out string? comment);
        byte[] bytes = data.ToArray();
        _mask?.Invoke(bytes);
        _writer.Write(_name, packet, bytes, comment);
        Packets++;
        if (comment is not null) Cited++;
    }

    private readonly struct Sink(CaptureSlice slice) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => slice.OnPacket(packet, data);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount)
        {
            // Whoever reads the input to judge it says so.
        }
    }
}
