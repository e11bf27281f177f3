using System.Buffers.Binary;
using System.Globalization;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Reference;

/// <summary>
/// PDUs in tshark's fields (mbtcp, modbus): for each frame the values of a field, in the order of the PDUs. Which
/// fields tshark fills for which function is as its tables show.
/// </summary>
internal sealed class TsharkView
{
    private static readonly string[] Fields =
    [
        "mbtcp.trans_id", "mbtcp.unit_id", "modbus.func_code", "modbus.reference_num", "modbus.bit_cnt",
        "modbus.word_cnt", "modbus.regnum16", "modbus.regval_uint16", "modbus.bitnum", "modbus.bitval", "modbus.data",
        "modbus.exception_code", "modbus.diagnostic_code", "modbus.mei", "modbus.request_frame", "modbus.response_time",
    ];

    private const int Umas = 90;

    private readonly SortedDictionary<long, Dictionary<string, List<string>>> _frames = [];

    /// <summary>What we say.</summary>
    public static TsharkView Of(IEnumerable<ReferencePdu> pdus)
    {
        var view = new TsharkView();
        foreach (var pdu in pdus) view.Add(pdu);
        return view;
    }

    /// <summary>What tshark says.</summary>
    public static TsharkView Of(string capture)
    {
        var view = new TsharkView();
        string[]? header = null;
        foreach (string line in ReferenceTables.Lines(capture, ".tshark.tsv.gz"))
        {
            string[] cells = line.Split('\t');
            if (header is null)
            {
                header = cells;
                continue;
            }

            if (Cell("mbtcp.trans_id").Length == 0) continue;
            long frame = long.Parse(Cell("frame.number"), CultureInfo.InvariantCulture);
            var fields = Fields.ToDictionary(field => field, field => Values(Cell(field)));
            fields["modbus.response_time"] = fields["modbus.response_time"].ConvertAll(Microseconds);
            view._frames.Add(frame, fields);

            string Cell(string field) =>
                Array.IndexOf(header, field) is >= 0 and var at && at < cells.Length ? cells[at] : "";
        }

        return view;
    }

    /// <summary>Frame, what we say and what tshark says, for every frame in which that is not the same.</summary>
    public static IEnumerable<string> Differences(TsharkView ours, TsharkView theirs)
    {
        foreach (long frame in ours._frames.Keys.Union(theirs._frames.Keys).Order())
        {
            ours._frames.TryGetValue(frame, out var our);
            theirs._frames.TryGetValue(frame, out var their);
            if (our is null || their is null)
            {
                yield return $"{frame}\t{Whole(our)}\t{Whole(their)}";
                continue;
            }

            var differing = Fields.Where(f => Differs(f, our, their)).ToArray();
            if (differing.Length > 0) yield return $"{frame}\t{Text(our, differing)}\t{Text(their, differing)}";
        }
    }

    private static bool Differs(
        string field, Dictionary<string, List<string>> ours, Dictionary<string, List<string>> theirs)
    {
        var (our, their) = (ours[field], theirs[field]);
        return field switch
        {
            // tshark pairs less than we do: exceptions never, and not across gaps.
            "modbus.request_frame" or "modbus.response_time" when their.Count == 0 => false,

            // Opaque bytes stand in the field too; the value of a coil is compared where nothing else can be there.
            "modbus.data" when ours["modbus.func_code"].Any(code => code != "5") => false,
            _ => !our.SequenceEqual(their),
        };
    }

    private static string Whole(Dictionary<string, List<string>>? fields) => fields is null
        ? "no PDU"
        : Text(fields, "mbtcp.trans_id", "mbtcp.unit_id", "modbus.func_code", "modbus.exception_code");

    private static string Text(Dictionary<string, List<string>> fields, params string[] names) =>
        string.Join(' ', names.Select(name => $"{name.Split('.')[1]}={string.Join(',', fields[name])}"));

    private static List<string> Values(string cell) => [.. cell.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static string Microseconds(string seconds) =>
        $"{(long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000)}";

    private void Add(in ReferencePdu pdu)
    {
        if (!_frames.TryGetValue(pdu.Record.Frame, out var fields))
            _frames.Add(pdu.Record.Frame, fields = Fields.ToDictionary(f => f, _ => new List<string>()));

        var record = pdu.Record;
        var access = pdu.Access;
        bool request = pdu.IsRequest;
        int code = record.FunctionCode;
        Put("mbtcp.trans_id", record.Transaction);
        Put("mbtcp.unit_id", record.Unit);
        Put("modbus.func_code", code);

        // UMAS has refusals of its own, which to tshark are responses.
        if (record.Kind == RecordKind.Exception && (code != Umas || access.ExceptionCode != 0))
        {
            Put("modbus.exception_code", access.ExceptionCode);
            return;
        }

        if (code is 5 or 6 or 15 or 16 or 22 || (request && code is 1 or 2 or 3 or 4 or 24))
            PutKnown("modbus.reference_num", access.Address);
        if (code == 15 || (request && code is 1 or 2)) PutKnown("modbus.bit_cnt", access.Quantity);
        if (code == 16 || (request ? code is 3 or 4 : code == 24)) PutKnown("modbus.word_cnt", access.Quantity);
        if (code == 6 || (request ? code == 16 : code is 3 or 4)) PutRegisters(pdu.Payload.Span);
        if (request ? code == 15 : code is 1 or 2) PutBits(pdu.Payload.Span);
        if (code == 5)
        {
            // A valid coil is kept as its first byte.
            string rest = access.Values == ValueKind.Bits ? "00" : "";
            Put("modbus.data", Convert.ToHexStringLower(pdu.Payload.Span) + rest);
        }

        if (code == 8) PutKnown("modbus.diagnostic_code", access.Subfunction);
        if (code == 43) PutKnown("modbus.mei", access.Subfunction);
        if (!request && access.RequestFrame != 0)
        {
            Put("modbus.request_frame", access.RequestFrame);
            Put("modbus.response_time", record.LatencyMicroseconds);
        }

        void Put<T>(string field, T value) => fields[field].Add($"{value}");

        void PutKnown(string field, int value)
        {
            if (value != RegisterAccess.Absent) Put(field, value);
        }

        void PutRegisters(ReadOnlySpan<byte> values)
        {
            for (int i = 0; i < access.ValueCount; i++)
            {
                Put("modbus.regnum16", Math.Max(access.Address, 0) + i);
                Put("modbus.regval_uint16", BinaryPrimitives.ReadUInt16BigEndian(values[(2 * i)..]));
            }
        }

        void PutBits(ReadOnlySpan<byte> values)
        {
            for (int i = 0; i < access.ValueCount; i++)
            {
                Put("modbus.bitnum", Math.Max(access.Address, 0) + i);
                Put("modbus.bitval", (values[i >> 3] >> (i & 7) & 1) != 0);
            }
        }
    }
}
