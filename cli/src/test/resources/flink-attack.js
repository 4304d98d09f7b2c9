const get = async (path, options) => {
    try {
        const answer = await fetch('FLINK' + path, options);
        if (answer.type !== 'opaque') {
            saw(path + ': ' + answer.status + ' ' + (await answer.text()).slice(0, 200));
        }
    } catch (e) {
        // the browser keeps it from the page
    }
};
const submission = () => {
    const form = new FormData();
    form.append('request', JSON.stringify(
        {jobGraphFileName: 'job.bin', jobJarFileNames: [], jobArtifactFileNames: []}));
    form.append('file_0', job, 'job.bin');
    return form;
};
const text = (path, body) => get(path, {
    method: 'POST', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body});
// What a page would read.
for (const path of ['/jobs', '/jobs/overview', '/config', '/taskmanagers', '/jobs/ID']) {
    await get(path);
    await get(path, {mode: 'no-cors'});
}
// A form, with and without a preflight.
for (const path of ['/jobs', '/v1/jobs']) {
    await get(path, {method: 'POST', mode: 'no-cors', body: submission()});
    await get(path, {method: 'POST', body: submission()});
    await get(path, {method: 'POST', body: submission(), headers: {'X-Other': '1'}});
}
// Bodies that need no preflight.
await text('/jobs/ID/savepoints', '{"target-directory":"SAVEPOINTS","cancel-job":true}');
await text('/jobs/ID/stop', '{"targetDirectory":"SAVEPOINTS","drain":true}');
await text('/savepoint-disposal', '{"savepoint-path":"/x"}');
// Methods that need one.
await get('/jobs/ID?mode=cancel', {method: 'PATCH'});
await get('/cluster', {method: 'DELETE'});
// A form that the browser sends by itself, into a frame.
const frame = document.createElement('iframe');
frame.name = 'frame';
document.body.append(frame);
const form = document.createElement('form');
form.method = 'post';
form.enctype = 'multipart/form-data';
form.action = 'FLINK/jobs';
form.target = 'frame';
const request = document.createElement('input');
request.name = 'request';
request.value = '{"jobGraphFileName":"job.bin","jobJarFileNames":[],"jobArtifactFileNames":[]}';
const file = document.createElement('input');
file.type = 'file';
file.name = 'file_0';
const chosen = new DataTransfer();
chosen.items.add(new File([job], 'job.bin'));
file.files = chosen.files;
form.append(request, file);
document.body.append(form);
const loaded = new Promise(resolve => {
    frame.onload = resolve;
    frame.onerror = resolve;
});
form.submit();
await loaded;
// Images, which send a GET without an Origin.
const image = path => new Promise(resolve => {
    const img = new Image();
    img.onload = img.onerror = resolve;
    img.src = 'FLINK' + path;
});
await image('/jobs/ID/yarn-stop');
await image('/v1/jobs/ID/yarn-cancel');
await image('/jobs/ID/yarn-cancel');
