using System.Runtime.CompilerServices;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Tcp;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Capture;

// What readable traffic says about cargo, whatever carries it.
internal sealed partial class TrafficReader<TSink>
{
    /// <summary>Within it are the pieces of one thing that is said.</summary>
    private const long PauseNs = 1_000_000_000;

    private readonly TextTails _tails = new();

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

    /// <summary>
    /// Looks for container numbers and manifests, as they stand and as base64; a number that the end of a segment of a stream
    /// cuts is found with the next one.
    /// </summary>
    private void TellContent(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        if (bytes.IsEmpty) return;
        ref FlowDetails details = ref _table.Details(place);
        bool isStream = details.Identity.IpProtocol == Tcp, isJoined = false;
        if (details.Sides[side].HasTail)
        {
            details.Sides[side].HasTail = false;
            isJoined = TellJoined(place, side, bytes, timestampNs, frame);
        }

        if (bytes.Length >= ContainerNumbers.Length && CargoText.MayBeIn(bytes))
            FindContent(place, side, bytes, timestampNs, frame);
        int at = 0;
        while (Base64Text.TryFind(bytes, ref at, out int begin))
            FindEncoded(place, side, bytes[begin..at], 0, timestampNs, frame);
        if (isStream && (!isJoined || bytes.Length >= TextTails.MostBytes)) KeepTail(place, side, bytes);
    }

    // What was kept of the segment before, and the beginning of this one; false where it is not there any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TellJoined(int place, int side, ReadOnlySpan<byte> bytes, long timestampNs, long frame)
    {
        Span<byte> joined = stackalloc byte[2 * TextTails.MostBytes];
        int ordinal = _table[place].Ordinal, held = _tails.Take(ordinal, side, joined);
        if (held == 0) return false;
        int added = Math.Min(bytes.Length, TextTails.MostBytes);
        bytes[..added].CopyTo(joined[held..]);
        joined = joined[..(held + added)];
        int begun = ContainerNumbers.Unfinished(joined[..held]), at = Math.Max(0, begun);
        Span<byte> number = stackalloc byte[ContainerNumbers.Length];
        if (begun >= 0 && ContainerNumbers.TryFind(joined, ref at, number) && at > held)
            TellCargo(place, side, new() { Bytes = at, Count = 1 }, number, timestampNs, frame);
        for (at = 0; Base64Text.TryFind(joined, ref at, out int begin);)
            if (begin < held && at > held) FindEncoded(place, side, joined[begin..at], held - begin, timestampNs, frame);
        if (bytes.Length < TextTails.MostBytes) KeepTail(place, side, joined);
        return true;
    }

    private void KeepTail(int place, int side, ReadOnlySpan<byte> bytes)
    {
        // Nothing that goes on ends in another byte: what is no text is seen by its last.
        if (!Base64Text.IsLetter(bytes[^1]) && bytes[^1] != ' ') return;
        int begun = ContainerNumbers.Unfinished(bytes), plain = begun < 0 ? 0 : bytes.Length - begun;
        int length = Math.Min(TextTails.MostBytes, Math.Max(plain, Base64Text.AtEnd(bytes)));
        if (length == 0) return;
        _tails.Keep(_table[place].Ordinal, side, bytes[^length..]);
        _table.Details(place).Sides[side].HasTail = true;
        _counters.EndsNotKept = _tails.Evicted;
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

        if (body.Count > 0 || body.Manifest != ManifestKind.None)
            TellCargo(place, side, body, numbers[..(kept * ContainerNumbers.Length)], timestampNs, frame);
    }

    /// <summary>Looks into a run of base64; where it began is not known of each, so that it is read from each of four characters.</summary>
    /// <param name="place">Where the flow is.</param>
    /// <param name="side">Who speaks.</param>
    /// <param name="text">The run.</param>
    /// <param name="border">What lies before or behind this character alone was told already; 0 to tell all.</param>
    /// <param name="timestampNs">When.</param>
    /// <param name="frame">In which frame.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindEncoded(int place, int side, ReadOnlySpan<byte> text, int border, long timestampNs, long frame)
    {
        const int Chunk = 3 * 256, Overlap = 4 * 8;
        if (!Base64Text.MayHoldNumber(text)) return;
        Span<byte> decoded = stackalloc byte[Chunk], number = stackalloc byte[ContainerNumbers.Length];
        Span<byte> numbers = stackalloc byte[ContentBody.MostNumbers * ContainerNumbers.Length];
        for (int offset = 0; offset < 4; offset++)
        {
            var body = new ContentBody { Bytes = text.Length, IsBase64 = true };
            int kept = 0, known = 0;
            for (var rest = text[offset..]; rest.Length >= Base64Text.Fewest - 1;)
            {
                int length = Base64Text.Decode(rest, decoded, out int read);
                for (int at = 0; ContainerNumbers.TryFind(decoded[..length], ref at, number, asWords: false);)
                {
                    // Four characters are read together: a number that begins among four that were cut is not found behind the cut.
                    int first = offset + (at - ContainerNumbers.Length) / 3 * 4, last = offset + (at * 4 + 2) / 3;
                    if (at <= known || (border > 0 && (last <= border || first >= border))) continue;
                    body.Count++;
                    if (kept < numbers.Length) number.CopyTo(numbers[kept..]);
                    kept = Math.Min(numbers.Length, kept + ContainerNumbers.Length);
                }

                // The next piece begins a little before the end of this one, at the same one of four.
                if (read >= rest.Length) break;
                rest = rest[((read - Overlap) & ~3)..];
                known = Overlap / 4 * 3;
            }

            if (body.Count > 0) TellCargo(place, side, body, numbers[..kept], timestampNs, frame);
        }
    }

    private void TellCargo(int place, int side, in ContentBody body, ReadOnlySpan<byte> numbers, long timestampNs, long frame)
    {
        ref Flow flow = ref _table[place];
        ref FlowDetails details = ref _table.Details(place);
        flow.Marks |= FlowMarks.Told;
        var context = Context(ref details, flow, side, timestampNs, frame);
        var record = context.NewRecord(flow.Session != 0 ? _sessions[flow.Session].Protocol : OtProtocol.Flow, RecordKind.Content);
        var head = RecordBody.HeadOf(in body);
        record.HeadLength = (ushort)head.Length;
        record.PayloadLength = (ushort)numbers.Length;
        _sink.OnRecord(record, new(in details.Identity, head, numbers));
    }
}
