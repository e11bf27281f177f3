namespace CraneAnomaly.Records;

/// <summary>
/// Takes records where they arise. Implemented by structs and used as a generic argument, so that the call is direct.
/// </summary>
public interface IRecordSink
{
    /// <summary>Takes one record. <paramref name="body"/> is valid until the call returns.</summary>
    void OnRecord(in OtRecord record, RecordBody body);
}
