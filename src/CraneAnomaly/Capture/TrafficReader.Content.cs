using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Capture;

// What readable traffic says about cargo, whatever carries it.
internal sealed partial class TrafficReader<TSink>
{
    /// <summary>Within it are the pieces of one thing that is said.</summary>
    private const long PauseNs = 1_000_000_000;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnUndecoded(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        if (!_table[place].Is(FlowMarks.Undecoded)) Recognise(place, side, bytes, timestampNs, frame);
        if (_table[place].Session != 0) return;
        TellContent(place, side, bytes, timestampNs, frame);
        Hear(place, side, bytes.Length, timestampNs, frame);
    }

    /// <summary>
    /// The client of a flow that nobody can read speaks again after a second of silence. Of those that are read, their
    /// readers tell it where it says anything.
    /// </summary>
    private void Hear(int place, int side, int bytes, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        if (!flow.Is(FlowMarks.Announced) || flow.IsResponder(side)) return;
        ref FlowDetails details = ref _table.Details(place);
        bool begins = details.SpokeNs != 0 && timestampNs - details.SpokeNs >= PauseNs;
        details.SpokeNs = timestampNs;
        if (!begins) return;
        var record = Context(ref details, flow, side, timestampNs, frame).NewRecord(OtProtocol.Unknown, RecordKind.Burst);
        record.Transaction = (uint)bytes;
        _sink.OnRecord(record, new(in details.Identity, default, default));
    }

    /// <summary>Looks for container numbers and manifests. A number that is cut by the end of a segment is missed.</summary>
    private void TellContent(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        // Each has one of three letters, U of UNH or a category, and what is not text seldom has.
        if (bytes.Length >= ContainerNumbers.Length && bytes.ContainsAny((byte)'U', (byte)'J', (byte)'Z'))
            FindContent(place, side, bytes, timestampNs, frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindContent(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        Span<byte> numbers = stackalloc byte[ContentBody.MostNumbers * ContainerNumbers.Length], number = stackalloc byte[ContainerNumbers.Length];
        var body = new ContentBody { Bytes = bytes.Length, Manifest = Manifests.Find(bytes) };
        int kept = 0;
        for (int at = 0; ContainerNumbers.TryFind(bytes, ref at, number); body.Count++)
        {
            if (kept == ContentBody.MostNumbers) continue;
            number.CopyTo(numbers[(ContainerNumbers.Length * kept++)..]);
        }

        if (body.Count == 0 && body.Manifest == ManifestKind.None) return;
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        flow.Marks |= FlowMarks.Told;
        var context = Context(ref details, flow, side, timestampNs, frame);
        var record = context.NewRecord(flow.Session != 0 ? _sessions[flow.Session].Protocol : OtProtocol.Flow, RecordKind.Content);
        var head = RecordBody.HeadOf(in body);
        var payload = numbers[..(kept * ContainerNumbers.Length)];
        record.HeadLength = (ushort)head.Length;
        record.PayloadLength = (ushort)payload.Length;
        _sink.OnRecord(record, new(in details.Identity, head, payload));
    }
}
