namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>How the value of a metric is to be read.</summary>
internal enum SparkplugValue : byte
{
    /// <summary>There is none, or one that is no number, flag or text.</summary>
    None,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A flag.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,
}

/// <summary>A metric of a payload (Sparkplug 3.0.0, 6.4.6; sparkplug_b.proto, Payload.Metric).</summary>
internal ref struct SparkplugMetric
{
    // Sparkplug 3.0.0, 6.4.16.
    private const uint Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4;

    /// <summary>Its name; empty where only the alias stands.</summary>
    public ReadOnlySpan<byte> Name;

    /// <summary>Its text.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Its alias.</summary>
    public ulong Alias;

    /// <summary>Whether it has one.</summary>
    public bool HasAlias;

    /// <summary>Its time, ms since 1970.</summary>
    public ulong Timestamp;

    /// <summary>Whether it has one.</summary>
    public bool HasTimestamp;

    /// <summary>Whether it was kept while nobody was connected.</summary>
    public bool IsHistorical;

    /// <summary>Its number, of a flag 0 or 1.</summary>
    public double Number;

    /// <summary>How its value is to be read.</summary>
    public SparkplugValue Kind;

    /// <summary>Reads a metric.</summary>
    /// <returns>False when the bytes are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SparkplugMetric metric)
    {
        metric = default;
        uint type = 0;
        ulong integer = 0;
        bool isInteger = false, isNull = false;
        while (!bytes.IsEmpty)
        {
            if (!ProtoField.TryRead(ref bytes, out var field)) return false;
            switch (field.Number)
            {
                case 1 when field.IsBytes:
                    metric.Name = field.Bytes;
                    break;
                case 2:
                    (metric.Alias, metric.HasAlias) = (field.Value, true);
                    break;
                case 3:
                    (metric.Timestamp, metric.HasTimestamp) = (field.Value, true);
                    break;
                case 4:
                    type = (uint)field.Value;
                    break;
                case 5:
                    metric.IsHistorical = field.Value != 0;
                    break;
                case 7:
                    isNull = field.Value != 0;
                    break;
                case 10 or 11 when !field.IsBytes:
                    (integer, isInteger, metric.Kind) = (field.Value, true, SparkplugValue.Number);
                    break;
                case 12 when !field.IsBytes:
                    (metric.Number, metric.Kind) = (BitConverter.UInt32BitsToSingle((uint)field.Value), SparkplugValue.Number);
                    break;
                case 13 when !field.IsBytes:
                    (metric.Number, metric.Kind) = (BitConverter.UInt64BitsToDouble(field.Value), SparkplugValue.Number);
                    break;
                case 14 when !field.IsBytes:
                    (metric.Number, metric.Kind) = (field.Value != 0 ? 1 : 0, SparkplugValue.Flag);
                    break;
                case 15 when field.IsBytes:
                    metric.Text = field.Bytes;
                    metric.Kind = SparkplugValue.Text;
                    break;
            }
        }

        // The type may stand behind the value; signed numbers are two's complement in unsigned fields.
        if (isInteger && metric.Kind == SparkplugValue.Number)
        {
            metric.Number = type switch
            {
                Int8 => (sbyte)integer,
                Int16 => (short)integer,
                Int32 => (int)integer,
                Int64 => (long)integer,
                _ => integer,
            };
        }

        if (isNull) metric.Kind = SparkplugValue.None;
        return true;
    }
}
